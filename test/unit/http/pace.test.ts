import { describe, expect, test } from 'vitest';
import { createPace } from '../../../src/http/pace.ts';

/** A server that accepts this many requests per window, or a token bucket with the same rate. */
interface Limit {
  readonly requests: number;
  readonly windowMs: number;
  readonly kind: 'window' | 'bucket';
}

interface Case {
  readonly limit: Limit;
  readonly concurrency: number;
  readonly latencyMs: number;
  readonly retryAfterMs: number | undefined;
}

/** A clock that moves only when everyone is waiting. */
function createTime() {
  /** In the order in which they wake up. */
  const waiting: { readonly at: number; readonly go: () => void }[] = [];
  let now = 0;
  return {
    now: () => now,
    sleep: (ms: number) =>
      new Promise<void>((go) => {
        const at = now + ms;
        waiting.splice(waiting.findLastIndex((other) => other.at <= at) + 1, 0, { at, go });
      }),
    async run(isDone: () => boolean): Promise<void> {
      while (!isDone()) {
        // Let everyone who is about to wait begin to wait.
        await new Promise(setImmediate);
        const next = waiting.shift();
        if (next === undefined) return;
        now = next.at;
        next.go();
      }
    },
  };
}

function createServer({ requests, windowMs, kind }: Limit, now: () => number): () => boolean {
  let left = requests;
  let seenAt = 0;
  return () => {
    const refilled = kind === 'bucket' ? left + ((now() - seenAt) / windowMs) * requests : requests;
    const isAnotherWindow = Math.floor(now() / windowMs) !== Math.floor(seenAt / windowMs);
    if (kind === 'bucket' || isAnotherWindow) left = Math.min(requests, refilled);
    seenAt = now();
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

/** Sends requests, each until it is accepted. Counts those that were refused after the first burst. */
async function send(requests: number, { limit, concurrency, latencyMs, retryAfterMs }: Case) {
  const time = createTime();
  const pace = createPace({ now: time.now, random: () => 0.5, sleep: time.sleep });
  const takes = createServer(limit, time.now);
  const { signal } = new AbortController();
  let left = requests;
  let running = concurrency;
  let refused = 0;

  async function sendOne(): Promise<void> {
    for (;;) {
      const flight = await pace.ready(signal);
      await time.sleep(latencyMs);
      if (takes()) return pace.accepted();
      if (flight > 0) refused += 1;
      pace.slowDown(flight, retryAfterMs);
    }
  }
  async function work(): Promise<void> {
    for (; left > 0; ) {
      left -= 1;
      await sendOne();
    }
    running -= 1;
  }
  const all = Promise.all(Array.from({ length: concurrency }, work));
  await time.run(() => running === 0);
  await all;
  return { refusedShare: refused / (requests + refused), ms: time.now() };
}

const LIMITS: readonly Limit[] = [
  { requests: 1, windowMs: 1000, kind: 'window' },
  { requests: 1, windowMs: 1000, kind: 'bucket' },
  { requests: 10, windowMs: 1000, kind: 'window' },
  { requests: 10, windowMs: 1000, kind: 'bucket' },
  { requests: 3, windowMs: 10_000, kind: 'window' },
  { requests: 100, windowMs: 60_000, kind: 'window' },
];
const CASES: readonly Case[] = LIMITS.flatMap((limit) =>
  [4, 20, 100].flatMap((concurrency) =>
    [1, 300].flatMap((latencyMs) =>
      [undefined, 0, 1000, limit.windowMs].map((retryAfterMs) => ({ limit, concurrency, latencyMs, retryAfterMs })),
    ),
  ),
);

test.each(CASES)(
  'after the first burst less than 30 % are refused at $limit.requests in $limit.windowMs ms ($limit.kind), $concurrency at once, Retry-After $retryAfterMs',
  async (one) => {
    const { refusedShare, ms } = await send(200, one);
    expect(refusedShare).toBeLessThan(0.3);
    // Most of what the server allows is used, apart from the pauses that it asks for itself.
    const leastMs = (200 / one.limit.requests) * one.limit.windowMs;
    expect(ms).toBeLessThan(3 * leastMs + 90_000);
  },
);

describe('a pace', () => {
  function paceAt(start: number) {
    const time = { now: start };
    const waits: number[] = [];
    const sleep = async (ms: number) => {
      waits.push(ms);
      time.now += ms;
    };
    const pace = createPace({ now: () => time.now, random: () => 1, sleep });
    return { pace, time, waits };
  }
  const { signal } = new AbortController();

  test('has no limit before the server asks for one', async () => {
    const { pace, waits } = paceAt(0);
    for (let request = 0; request < 100; request += 1) await pace.ready(signal);
    expect(waits).toEqual([]);
    expect(pace.perSecond).toBeUndefined();
  });

  test('halves only once for all requests that were open at the same time', async () => {
    const { pace, time } = paceAt(0);
    const flights = [await pace.ready(signal), await pace.ready(signal), await pace.ready(signal)];
    time.now = 100;
    expect(flights.map((flight) => pace.slowDown(flight, 1000))).toEqual([true, false, false]);
    const first = pace.perSecond ?? 0;
    const next = await pace.ready(signal);
    pace.accepted();
    expect(pace.slowDown(next, 1000)).toBe(true);
    expect(pace.perSecond).toBeLessThanOrEqual(first / 2 + 0.1);
  });

  test.each([undefined, 0, 7000, 60_000, 600_000])(
    'is at least one request per second after the first refusal, however few requests came before: Retry-After %s',
    async (retryAfterMs) => {
      for (const asked of [0, 1, 3]) {
        const { pace, time } = paceAt(0);
        for (let request = 0; request < asked; request += 1) {
          await pace.ready(signal);
          time.now += 10_000;
          pace.accepted();
        }
        const flight = await pace.ready(signal);
        time.now += 10_000;
        expect(pace.slowDown(flight, retryAfterMs)).toBe(true);
        expect(pace.perSecond).toBeGreaterThanOrEqual(1);
        await pace.ready(signal);
        const first = time.now;
        pace.accepted();
        await pace.ready(signal);
        expect(time.now - first).toBeLessThanOrEqual(1000);
      }
    },
  );

  test('is at least one request in five seconds, however often the server refuses', async () => {
    const { pace, time } = paceAt(0);
    for (let refusal = 0; refusal < 20; refusal += 1) {
      pace.slowDown(await pace.ready(signal), 0);
      time.now += 1;
      await pace.ready(signal);
      pace.accepted();
    }
    expect(pace.perSecond).toBeGreaterThanOrEqual(0.2);
    expect(pace.perSecond).toBeLessThan(0.3);
    const before = time.now;
    await pace.ready(signal);
    expect(time.now - before).toBeLessThanOrEqual(5000);
  });

  test('reports how long a request waits, and waits as long as Retry-After says', async () => {
    const { pace, time } = paceAt(5000);
    pace.slowDown(await pace.ready(signal), 7000);
    const heard: number[] = [];
    await pace.ready(signal, (ms) => heard.push(ms));
    expect(heard).toEqual([7000]);
    expect(time.now).toBeGreaterThanOrEqual(12_000);
  });

  test('waits at most ten minutes, whatever Retry-After says', async () => {
    const { pace, time } = paceAt(0);
    pace.slowDown(await pace.ready(signal), 86_400_000);
    await pace.ready(signal);
    expect(time.now).toBe(600_000);
  });

  test('counts how long the server has refused every request, and starts again after a success', async () => {
    const { pace, time } = paceAt(0);
    pace.slowDown(await pace.ready(signal), 0);
    time.now += 60_000;
    expect(pace.refusesForMs).toBe(60_000);
    pace.accepted();
    expect(pace.refusesForMs).toBe(0);
  });

  test('grows again once the server accepts requests', async () => {
    const { pace, time } = paceAt(0);
    pace.slowDown(await pace.ready(signal), 0);
    const slow = pace.perSecond ?? 0;
    for (let second = 0; second < 120; second += 1) {
      time.now += 1000;
      pace.accepted();
    }
    expect(pace.perSecond).toBeGreaterThan(slow * 10);
  });
});
