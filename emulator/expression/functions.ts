import type { Subscription } from '../types.ts';
import { dateAdd, localMidnight, startOfPeriod } from './dates.ts';
import type { ExpressionFunction, FunctionTable } from './parse.ts';
import { equal } from './values.ts';

/** The documented date functions [D] and the few text functions that clients use [C]; `now` is the emulator's clock. */
export function createFunctions(subscription: Subscription, now: number): FunctionTable {
  return new Map<string, ExpressionFunction>([
    ['isNull', { arity: [1], call: (value) => value === null }],
    ['contains', { arity: [2], call: contains }],
    ['startsWith', { arity: [2], call: startsWith }],
    ['len', { arity: [1], call: len }],
    ['now', { arity: [0], call: () => now }],
    ['date', { arity: [1, 3], call: (...parts) => localMidnight(subscription, parts) }],
    ['dateAdd', { arity: [3], call: (time, count, unit) => dateAdd(subscription, { time, count, unit }) }],
    ['startOfPeriod', { arity: [2], call: (period, time) => startOfPeriod(subscription, period, time) }],
  ]);
}

function contains(whole: unknown, part: unknown): unknown {
  if (Array.isArray(whole)) return whole.some((item) => equal(item, part));
  return typeof whole === 'string' && typeof part === 'string' && whole.includes(part);
}

function startsWith(whole: unknown, part: unknown): unknown {
  return typeof whole === 'string' && typeof part === 'string' && whole.startsWith(part);
}

function len(value: unknown): unknown {
  return typeof value === 'string' || Array.isArray(value) ? value.length : null;
}
