import { isObject, type JsonObject } from '../aggregation/json.ts';
import { Refusal } from '../http/refusal.ts';
import type { Fault } from './fault.ts';

type Kind = 'string' | 'number' | 'boolean' | 'object';

const FAULT_FIELDS: Readonly<Record<string, Kind>> = {
  match: 'object',
  delayMs: 'number',
  delayPerRowMs: 'number',
  status: 'number',
  body: 'string',
  contentType: 'string',
  headers: 'object',
  retryAfter: 'object',
  redirect: 'string',
  reset: 'boolean',
  resultsNull: 'boolean',
  cut: 'object',
  stall: 'object',
  truncate: 'object',
};
const MATCH_FIELDS: Readonly<Record<string, Kind>> = {
  path: 'string',
  pathPattern: 'string',
  method: 'string',
  source: 'string',
  bodyPattern: 'string',
  nth: 'number',
  times: 'number',
};

/**
 * Parses the JSON form of a fault, in which patterns are strings named `pathPattern` and `bodyPattern`. 400 for unknown
 * fields.
 */
export function parseFault(input: unknown): Fault {
  const fault = checked(input, FAULT_FIELDS, 'fault');
  const { pathPattern, bodyPattern, ...match } = checked(fault.match ?? {}, MATCH_FIELDS, 'match');
  return {
    ...fault,
    match: {
      ...match,
      ...(pathPattern === undefined ? {} : { path: pattern(pathPattern) }),
      ...(bodyPattern === undefined ? {} : { body: pattern(bodyPattern) }),
    },
  };
}

function pattern(text: unknown): RegExp {
  try {
    return new RegExp(String(text));
  } catch {
    throw new Refusal(400, `not a pattern: ${String(text)}`);
  }
}

function checked(input: unknown, fields: Readonly<Record<string, Kind>>, what: string): JsonObject {
  if (!isObject(input)) throw new Refusal(400, `${what} must be an object`);
  const bad = Object.entries(input).find(([name, value]) => typeof value !== fields[name]);
  if (bad !== undefined) throw new Refusal(400, `bad field of ${what}: ${bad[0]}`);
  return input;
}
