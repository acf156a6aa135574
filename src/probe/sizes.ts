import { ENDPOINTS } from './endpoints.ts';
import { numberOf } from './findings.ts';
import { VISITORS, VISITORS_IDENTIFIED } from './people.ts';
import { type DayCount, dayCounts, recentDays, rowsPerDay, SAMPLE_ROWS } from './questions.ts';
import type { Asking } from './types.ts';

/** What was counted on the way, for advice. Undefined where Pendo did not tell. */
export interface Sizes {
  readonly visitors: number | undefined;
  readonly identified: number | undefined;
  /** Rows of `events` on the largest of the recent days. */
  readonly eventRowsPerDay: number | undefined;
  /** Visitors with events on the largest of the recent days. */
  readonly visitorsPerDay: number | undefined;
  /** Rows of a list or of a sample, by stream. A sample ends at 500. */
  readonly rows: ReadonlyMap<string, number>;
}

/** Asks nothing new: the answers are there. */
export async function sizesOf(asking: Asking): Promise<Sizes> {
  const counts = await orUndefined(dayCounts(asking, recentDays(asking)));
  const rows = await Promise.all(
    ENDPOINTS.map(async ({ streams: [stream], question }): Promise<[string, number]> => {
      const answer = await orUndefined(question(asking).then(asking.ask));
      return [stream.name, answer?.kind === 'answered' ? answer.rows.length : -1];
    }),
  );
  return {
    visitors: await orUndefined(numberOf(asking, VISITORS)),
    identified: await orUndefined(numberOf(asking, VISITORS_IDENTIFIED)),
    eventRowsPerDay: counts && Math.max(0, ...rowsPerDay(counts).values()),
    visitorsPerDay: counts && visitorsPerDay(counts),
    rows: new Map(rows.filter(([, count]) => count >= 0)),
  };
}

/** A count of rows in words: a full sample may be the beginning of many. */
export function sayRows(count: number, isSample: boolean): string {
  const words = count.toLocaleString('en-US');
  return isSample && count >= SAMPLE_ROWS ? `${words} or more` : words;
}

/** Visitors of several apps count once for each, so this is a little high. */
function visitorsPerDay(counts: readonly DayCount[]): number {
  const days = Map.groupBy(counts, ({ day }) => day);
  return Math.max(0, ...Array.from(days.values(), (some) => some.reduce((sum, { visitors }) => sum + visitors, 0)));
}

async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  return promise.catch(() => undefined);
}
