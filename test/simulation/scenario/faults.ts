import type { Random } from '../../../emulator/data/prng.ts';
import type { FaultEffect, FaultMatch } from '../../../emulator/faults/fault.ts';
import type { Fault } from '../../../emulator/index.ts';
import { pullFacts } from '../../helpers/streams/index.ts';
import type { PlannedFault } from './types.ts';

type Draw = (random: Random) => FaultEffect;

/** The sync must complete despite each of these, and lose nothing. */
const SURVIVABLE: readonly [Draw, ...Draw[]] = [
  (random) => ({ status: random.pick([500, 502, 503, 529]) }),
  (random) => ({ status: 503, retryAfter: { seconds: 0, form: random.pick(['seconds', 'date']) } }),
  () => ({ status: 429 }),
  () => ({ status: 429, retryAfter: { seconds: 0 } }),
  (random) => ({ status: random.pick([408, 413, 504]) }),
  (random) => ({ status: random.pick([400, 408]), body: 'Query exceeded memory limit' }),
  () => ({ body: '<html><body>Sign in</body></html>', contentType: 'text/html' }),
  () => ({ body: '{"error":"try again"}', contentType: 'application/json' }),
  () => ({ body: '' }),
  () => ({ reset: true }),
  (random) => ({ delayMs: random.between(5, 40) }),
];

/** Answers that break off or stall in the middle. */
const BROKEN: readonly [Draw, ...Draw[]] = [
  (random) => ({ cut: place(random) }),
  (random) => ({ cut: place(random) }),
  (random) => ({ truncate: place(random) }),
  // A stall costs a second of waiting, so it is rare.
  (random) => (random.chance(0.1) ? { stall: place(random) } : { truncate: place(random) }),
];

/** These may end a stream or the whole sync. The next sync must read what is missing. */
const FATAL: readonly [Draw, ...Draw[]] = [
  (random) => ({ status: random.pick([400, 404, 422]), body: 'no' }),
  () => ({ status: 402 }),
  (random) => ({ status: random.pick([401, 403]) }),
  () => ({ redirect: 'http://127.0.0.1:9/' }),
  () => ({ status: 503, retryAfter: { seconds: 86_400 } }),
];

function place(random: Random): { readonly afterRows?: number; readonly afterBytes?: number } {
  const kind = random.below(4);
  if (kind === 0) return {};
  return kind === 1 ? { afterBytes: random.between(1, 400) } : { afterRows: random.below(12) };
}

export interface FaultOptions {
  readonly streams: readonly string[];
  /** Whether refusals must not be cut off. A refusal that is cut off may not show that it is about a limit. */
  readonly wholeRefusals: boolean;
}

export function drawSurvivable(random: Random, { streams, wholeRefusals }: FaultOptions): PlannedFault {
  const match = { ...targetOf(random, streams), nth: random.between(1, 3), times: 1 };
  const choices = random.chance(0.35) && !wholeRefusals ? BROKEN : SURVIVABLE;
  return { fault: { match, ...random.pick(choices)(random) }, fatal: false };
}

/** Where a refusal means that an object has no rows, the connector cannot notice a false one: draws a 402 instead. */
export function drawFatal(random: Random, { streams }: FaultOptions): PlannedFault {
  const match = { ...targetOf(random, streams), nth: random.between(1, 3), times: 1 };
  const effect = random.pick(FATAL)(random);
  const isPassedOver = streams.some((name) => pullFacts(name).passesOver?.(match) === true);
  const isUndetectable = isPassedOver && [400, 404, 422].includes(effect.status ?? 0);
  return { fault: { match, ...(isUndetectable ? { status: 402 } : effect) }, fatal: true };
}

/**
 * `results: null` may stand for an answer without rows. Only times without rows get it: elsewhere it would hide rows
 * unnoticed.
 */
export function nullBefore(firstDataMs: number): Fault {
  const when: FaultMatch['when'] = ({ body }) => lastOf(body) < firstDataMs;
  return { match: { path: '/aggregation', when }, resultsNull: true };
}

function lastOf(body: unknown): number {
  const text = /"last":(\d+)/.exec(JSON.stringify(body) ?? '')?.[1];
  return text === undefined ? Number.POSITIVE_INFINITY : Number(text);
}

function targetOf(random: Random, streams: readonly string[]): FaultMatch {
  return pullFacts(streams[random.below(streams.length)] ?? '').asks;
}
