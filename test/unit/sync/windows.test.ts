import fc from 'fast-check';
import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import { TooMuchError } from '../../../src/airbyte/errors.ts';
import { createContiguousEnd } from '../../../src/sync/contiguous-end.ts';
import { createFailureBudget, readWindows } from '../../../src/sync/read-windows.ts';
import type { TimeWindow } from '../../../src/sync/types.ts';
import { createWindowQueue } from '../../../src/sync/window-queue.ts';

const tooMuch = () => new TooMuchError({ failureType: 'transient_error', message: 'Too much.' });

describe('createContiguousEnd', () => {
  test('moves only over adjacent windows, in whatever order they close', () => {
    const widths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(widths, fc.infiniteStream(fc.nat()), (sizes, picks) => {
        let from = 0;
        const open = sizes.map((size) => {
          from += size;
          return { from: from - size, to: from };
        });
        const prefix = createContiguousEnd(0);
        while (open.length > 0) {
          const [closed] = open.splice((picks.next().value ?? 0) % open.length, 1);
          prefix.close(closed!);
          const firstOpen = Math.min(...open.map((window) => window.from), from);
          expect(prefix.end).toBe(firstOpen);
        }
      }),
    );
  });
});

describe('createWindowQueue', () => {
  test('hands out windows that grow after small, quick answers, up to the longest', () => {
    const queue = createWindowQueue({ from: 0, to: 1000 }, { first: 7, longest: 30, shortest: 1 });
    const lengths = [];
    for (let window = queue.next(); window !== undefined && lengths.length < 4; window = queue.next()) {
      lengths.push(window.to - window.from);
      queue.learn(window, { bytes: 10, rows: 1, ms: 1 });
    }
    expect(lengths).toEqual([7, 14, 28, 30]);
  });

  test('shrinks windows after a big answer, without dividing the window that was read', () => {
    const queue = createWindowQueue({ from: 0, to: 1000 }, { first: 8, longest: 30, shortest: 1 });
    const first = queue.next()!;
    queue.learn(first, { bytes: 1e9, rows: 10, ms: 1 });
    expect(queue.next()).toEqual({ from: 8, to: 12 });
  });

  test('splits windows at bucket boundaries', () => {
    const queue = createWindowQueue({ from: 0, to: 35 }, { first: 35, longest: 35, shortest: 10 });
    queue.halve(queue.next()!);
    expect([queue.next(), queue.next(), queue.next()]).toEqual([{ from: 0, to: 10 }, { from: 10, to: 35 }, undefined]);
  });
});

interface Api {
  readonly read: (window: TimeWindow) => Promise<{ bytes: number; rows: number; ms: number }>;
  readonly readInParts: (window: TimeWindow) => Promise<void>;
  readonly seen: number[];
}

/** An API that accepts only a limited number of the buckets 0, 1, 2, … at once. */
function api(accepts: number, costs: (bucket: number) => number): Api {
  const seen: number[] = [];
  const bucketsOf = (window: TimeWindow) => Array.from({ length: window.to - window.from }, (_, i) => window.from + i);
  return {
    seen,
    async read(window) {
      await Promise.resolve();
      const cost = bucketsOf(window).reduce((sum, bucket) => sum + costs(bucket), 0);
      if (cost > accepts) throw tooMuch();
      seen.push(...bucketsOf(window));
      return { bytes: cost, rows: cost, ms: 0 };
    },
    async readInParts(window) {
      seen.push(...bucketsOf(window));
    },
  };
}

describe('readWindows', () => {
  test('reads each bucket in exactly one window, whatever the API accepts, and reports only gapless progress', async () => {
    const costs = fc.array(fc.nat(40), { minLength: 1, maxLength: 90 });
    await fc.assert(
      fc.asyncProperty(
        costs,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 4 }),
        async (perBucket, accepts, concurrency) => {
          const { read, readInParts, seen } = api(accepts, (bucket) => perBucket[bucket] ?? 0);
          const ends: number[] = [];
          await readWindows({
            range: { from: 0, to: perBucket.length },
            sizes: { first: 7, longest: 30, shortest: 1 },
            limit: pLimit(concurrency),
            read,
            readInParts,
            isTooMuch: (error) => error instanceof TooMuchError,
            budget: createFailureBudget(1000),
            onProgress: async (end) => {
              for (let bucket = 0; bucket < end; bucket += 1) expect(seen).toContain(bucket);
              ends.push(end);
            },
          });
          expect([...seen].sort((a, b) => a - b)).toEqual(perBucket.map((_, bucket) => bucket));
          expect(ends).toEqual([...ends].sort((a, b) => a - b));
          expect(ends.at(-1)).toBe(perBucket.length);
        },
      ),
    );
  });

  test('reads the first window alone, and several at once when the cost of a window is known', async () => {
    let open = 0;
    const openAtOnce: number[] = [];
    await readWindows({
      range: { from: 0, to: 9 },
      sizes: { first: 1, longest: 1, shortest: 1 },
      limit: pLimit(3),
      read: async () => {
        open += 1;
        openAtOnce.push(open);
        await new Promise((resolve) => setTimeout(resolve, 5));
        open -= 1;
        return { bytes: 0, rows: 0, ms: 0 };
      },
      readInParts: async () => {},
      isTooMuch: () => false,
      budget: createFailureBudget(1),
      onProgress: async () => {},
    });
    expect(openAtOnce.slice(0, 2)).toEqual([1, 1]);
    expect(Math.max(...openAtOnce)).toBe(3);
  });

  test('gives up when the limit of failed requests is reached', async () => {
    let asked = 0;
    const reading = readWindows({
      range: { from: 0, to: 1_000_000 },
      sizes: { first: 1_000_000, longest: 1_000_000, shortest: 1 },
      limit: pLimit(2),
      read: async () => {
        asked += 1;
        throw tooMuch();
      },
      readInParts: async () => {
        asked += 1;
        throw tooMuch();
      },
      isTooMuch: (error) => error instanceof TooMuchError,
      budget: createFailureBudget(20),
      onProgress: async () => {},
    });
    await expect(reading).rejects.toThrow(/Too much/);
    expect(asked).toBeLessThan(30);
  });

  test('starts no new window after a failure and throws the error', async () => {
    const begun: number[] = [];
    const reading = readWindows({
      range: { from: 0, to: 100 },
      sizes: { first: 1, longest: 1, shortest: 1 },
      limit: pLimit(1),
      read: async (window) => {
        begun.push(window.from);
        if (window.from === 3) throw new Error('Broken for good.');
        return { bytes: 0, rows: 0, ms: 0 };
      },
      readInParts: async () => {},
      isTooMuch: () => false,
      budget: createFailureBudget(1),
      onProgress: async () => {},
    });
    await expect(reading).rejects.toThrow('Broken for good.');
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  test('starts no new window after a failure, even while other streams use all slots', async () => {
    const failingAt = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(failingAt, fc.infiniteStream(fc.nat(3)), async (failures, waits) => {
        const limit = pLimit(3);
        const begunAfterFailure: number[] = [];
        const readings = failures.map((failure) => {
          let failed = false;
          return readWindows({
            range: { from: 0, to: 30 },
            sizes: { first: 1, longest: 1, shortest: 1 },
            limit,
            read: async ({ from }) => {
              if (failed) begunAfterFailure.push(from);
              await new Promise((resolve) => setTimeout(resolve, waits.next().value));
              if (from !== failure) return undefined;
              failed = true;
              throw new Error('Broken for good.');
            },
            readInParts: async () => {},
            isTooMuch: () => false,
            budget: createFailureBudget(1),
            onProgress: async () => {},
          });
        });
        const ended = await Promise.allSettled(readings);
        expect(ended.map(({ status }) => status === 'rejected')).toEqual(failures.map((failure) => failure < 30));
        expect(begunAfterFailure).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
