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
  /** How logs and errors call the request, e.g. `list of apps`. */
  readonly what: string;
  /** Returns undefined for a value to ignore. */
  readonly parse: (value: unknown) => T | undefined;
  /** What the client may do when the request fails. */
  readonly may?: RequestMay;
  /**
   * Whether it is an error when there are rows but none has a usable value. Otherwise the caller would read nothing and
   * call it complete.
   */
  readonly needsValues?: boolean;
}

/** Returns all rows of an aggregation as plain values. Only for answers that fit into memory. */
export function aggregateRows(input: SourceInput, body: object, request: RequestContext): Promise<readonly unknown[]> {
  const { what } = request;
  const judge: OnMember = (name, json) => judgeMember(name, json, { what, warnOnce: input.warnOnce });
  return input.client.aggregate(body, request, async (bytes) => {
    const found: unknown[] = [];
    for await (const some of readJsonRows(bytes, 'results', judge)) found.push(...some);
    return found;
  });
}

/** Returns the values of one field of an aggregation's rows, such as ids. Only for answers that fit into memory. */
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

/** All ids seen so far are text, but Pendo does not promise it. */
export function asId(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
