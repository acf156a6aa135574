import type { RequestContext } from '../pendo/request-context.ts';
import { BadAnswerError } from '../records/answer/errors.ts';
import { readJsonRows } from '../records/answer/json-rows.ts';
import type { OnMember } from '../records/answer/scanner.ts';
import type { StreamContext } from '../sync/types.ts';
import { isObject } from '../utils/is-object.ts';
import { judgeMember } from './answer-members.ts';
import { type RequestMay, requestContext, type SourceInput } from './kind.ts';

export interface ListValuesOptions<T> {
  readonly input: SourceInput;
  readonly context: StreamContext;
  readonly body: object;
  readonly field: string;
  /** Names the request in logs and errors, e.g. `list of apps`. */
  readonly what: string;
  /** Undefined for a value that does not count. */
  readonly parse: (value: unknown) => T | undefined;
  /** What may be done when the request fails. */
  readonly may?: RequestMay;
  /** Whether rows of which none has a value that counts are an error: what is read by the values would be nothing. */
  readonly needsValues?: boolean;
}

/** All rows of an aggregation that is small enough to be held, as plain values. */
export function aggregateRows(input: SourceInput, body: object, request: RequestContext): Promise<readonly unknown[]> {
  const { what } = request;
  const judge: OnMember = (name, json) => judgeMember(name, json, { what, warnOnce: input.warnOnce });
  return input.client.aggregate(body, request, async (bytes) => {
    const found: unknown[] = [];
    for await (const some of readJsonRows(bytes, 'results', judge)) found.push(...some);
    return found;
  });
}

/** The values of one field over all rows of an aggregation that is small enough to be held: ids, apps. */
export function listValues<T>(options: ListValuesOptions<T>): Promise<readonly T[]> {
  const { input, context, body, field, parse } = options;
  const request = requestContext(input, context, `(${options.what})`, options.may);
  const { what } = request;
  const judge: OnMember = (name, json) => judgeMember(name, json, { what, warnOnce: input.warnOnce });
  return input.client.aggregate(body, request, async (bytes) => {
    const found: unknown[] = [];
    for await (const some of readJsonRows(bytes, 'results', judge)) {
      for (const row of some) found.push(member(row, field));
    }
    const values = found.map(parse).filter((value) => value !== undefined);
    if (options.needsValues === true && found.length > 0 && values.length === 0) {
      throw new BadAnswerError(`for ${what} holds ${found.length} rows, none with a "${field}" that can be used`);
    }
    return values;
  });
}

function member(row: unknown, field: string): unknown {
  return isObject(row) ? row[field] : undefined;
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** Ids are text in all that was seen, but nothing promises it. */
export function asId(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
