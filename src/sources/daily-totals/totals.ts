import { BadAnswerError } from '../../records/answer/errors.ts';
import { isObject } from '../../utils/is-object.ts';
import type { CountedSource } from './requests.ts';

/** The app of events that have none, as in the key of their stream. */
export const NO_APP = 0;

/** One day of one stream in one app. */
export interface Place {
  readonly stream: string;
  readonly app: number;
  /** The beginning of the day, in epoch milliseconds. */
  readonly day: number;
}

/** What Pendo counts there. */
export interface Total extends Place {
  readonly counts: {
    readonly rows: number;
    readonly numEvents: number;
    /** Null where events have no minutes. */
    readonly numMinutes: number | null;
    readonly visitors: number;
  };
}

/** Reads a row of Pendo's answer. */
export function parseTotal(row: unknown, { stream, timeField }: CountedSource): Total {
  const day = isObject(row) ? (timeField === undefined ? row.day : row.dayOfEvent) : undefined;
  if (!isObject(row) || typeof day !== 'number' || typeof row.rows !== 'number') {
    throw new BadAnswerError(`for the totals of ${stream} holds a row without a day or a count`);
  }
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  const counts = {
    rows: row.rows,
    numEvents: timeField === undefined ? number(row.numEvents) : row.rows,
    numMinutes: timeField === undefined ? number(row.numMinutes) : null,
    visitors: number(row.visitors),
  };
  return { stream, app: Number(row.appId ?? NO_APP) || NO_APP, day, counts };
}

/** For a day that had rows once and has none now. */
export function zeroTotal(place: Place, { timeField }: CountedSource): Total {
  return { ...place, counts: { rows: 0, numEvents: 0, numMinutes: timeField === undefined ? 0 : null, visitors: 0 } };
}

/** The row that becomes the record, in the names of the columns. */
export function totalRow({ stream, app, day, counts }: Total, readAt: number): object {
  return { source: stream, appId: app, day, ...counts, readAt };
}
