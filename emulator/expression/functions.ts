import { isAnonymous } from '../data/anonymous.ts';
import { RawNumber } from '../data/raw-number.ts';
import { createTimeZone } from '../data/time-zone.ts';
import type { Differences } from '../differences.ts';
import type { Subscription } from '../types.ts';
import { dateAdd, startOfPeriod, timeOfDate } from './dates.ts';
import { contains, len, reverse, sortUnique, split, sumOf } from './lists.ts';
import type { ExpressionFunction, FunctionTable } from './parse.ts';
import { isTrue } from './values.ts';

type Entry = readonly [name: string, arity: ExpressionFunction['arity'], call: ExpressionFunction['call']];

/** Documented or used by public clients (evidence.md#expression-functions). Other functions are refused by name. */
const VALUE_FUNCTIONS: readonly Entry[] = [
  ['if', [3], (condition, then, otherwise) => (isTrue(condition) ? then : otherwise)],
  // Clients use `isNull` as "is null"; the documentation says the opposite (evidence.md#expression-functions).
  ['isNull', [1], isNil],
  ['isNil', [1], isNil],
  ['isEmpty', [1], (value) => isNil(value) || value === '' || (Array.isArray(value) && value.length === 0)],
  ['isNumber', [1], (value) => typeof value === 'number' || value instanceof RawNumber],
  ['isString', [1], (value) => typeof value === 'string'],
  ['isBoolean', [1], (value) => typeof value === 'boolean'],
  ['isList', [1], (value) => Array.isArray(value)],
  ['toString', [1], textOf],
  ['toLowerCase', [1], (value) => (typeof value === 'string' ? value.toLowerCase() : null)],
  ['startsWith', [2], (whole, start) => typeof whole === 'string' && whole.startsWith(String(start))],
  ['identified', [1], (visitorId) => typeof visitorId === 'string' && !isAnonymous(visitorId)],
];

const LIST_FUNCTIONS: readonly Entry[] = [
  ['list', undefined, (...items) => items],
  ['contains', [2], contains],
  ['len', [1], len],
  ['split', [2], split],
  ['reverse', [1], reverse],
  ['sortUnique', [1], sortUnique],
  ['sum', [1], sumOf],
];

/** `now` is the emulator's clock. */
export function createFunctions(subscription: Subscription, now: number, odd: Differences): FunctionTable {
  const timeFunctions: readonly Entry[] = [
    ['now', [0], () => now],
    [
      'date',
      [1, 2, 3, 4, 5, 6, 7],
      (...parts) => timeOfDate(odd.dateIsUtc ? inUtc(subscription) : subscription, parts),
    ],
    ['dateAdd', [3], (time, count, unit) => dateAdd(subscription, { time, count, unit })],
    ['startOfPeriod', [2], (period, time) => startOfPeriod(subscription, period, time)],
  ];
  const all = [...VALUE_FUNCTIONS, ...LIST_FUNCTIONS, ...timeFunctions];
  const known = all.filter(([name]) => name !== 'isNull' || !odd.lacksIsNull);
  return new Map(known.map(([name, arity, call]) => [name, { arity, call }]));
}

function inUtc(subscription: Subscription): Subscription {
  const { bucketStart, nextBucket, name } = createTimeZone('UTC');
  return { ...subscription, bucketStart, nextBucket, timeZone: name };
}

function isNil(value: unknown): boolean {
  return value === null || value === undefined;
}

function textOf(value: unknown): unknown {
  if (isNil(value) || typeof value === 'string') return value;
  return value instanceof RawNumber ? value.digits : typeof value === 'object' ? JSON.stringify(value) : String(value);
}
