import type { EventSource, PendoRow, Subscription } from '../../../../emulator/types.ts';
import { optionRows, pollRows, stepRows } from '../../../helpers/streams/list-rows.ts';
import {
  accountRows,
  eventRows,
  objectRows,
  type RowConfig,
  type RowsInput,
  rangeOf,
} from '../../../helpers/streams/rows.ts';

/** Everything that the models are made of, read from the emulator's data: not from a warehouse, and not by our source. */

export interface TruthInput {
  readonly subscription: Subscription;
  readonly config: RowConfig;
  readonly now: number;
  readonly lookbackDays: number;
}

/** A row of an event source, with what the models add to it. */
export interface TruthEvent {
  readonly row: PendoRow;
  /** `YYYY-MM-DD` in the subscription's time zone. */
  readonly date: string;
  readonly appId: number | null;
  readonly visitorId: string | null;
  readonly accountId: string | null;
  readonly isAnonymous: boolean;
}

export interface Truth {
  events(source: EventSource): readonly TruthEvent[];
  readonly pages: readonly PendoRow[];
  readonly features: readonly PendoRow[];
  readonly trackTypes: readonly PendoRow[];
  readonly guides: readonly PendoRow[];
  readonly steps: readonly PendoRow[];
  readonly polls: readonly PendoRow[];
  readonly options: readonly PendoRow[];
  readonly accounts: readonly PendoRow[];
  /** Whether Pendo may still change a day. */
  isStillMoving(date: string): boolean;
}

const DAY_MS = 86_400_000;

export function truthOf(input: TruthInput): Truth {
  const { subscription, now, lookbackDays } = input;
  const rowsInput: RowsInput = input;
  const toDate = localDate(subscription.timeZone);
  const movingFrom = utcDate(now - lookbackDays * DAY_MS);
  const firstDate = toDate(firstFullDay(rowsInput));
  const known = new Map<EventSource, readonly TruthEvent[]>();
  return {
    events(source) {
      const read = () => [...eventRows(source)(rowsInput)].map((row) => toEvent(row, toDate));
      const events = known.get(source) ?? read().filter(({ date }) => date >= firstDate);
      known.set(source, events);
      return events;
    },
    pages: [...objectRows('pages')(rowsInput)],
    features: [...objectRows('features')(rowsInput)],
    trackTypes: [...objectRows('trackTypes')(rowsInput)],
    guides: [...objectRows('guides')(rowsInput)],
    steps: [...stepRows(rowsInput)],
    polls: [...pollRows(rowsInput)],
    options: [...optionRows(rowsInput)],
    accounts: [...accountRows(rowsInput)],
    isStillMoving: (date) => date >= movingFrom,
  };
}

/** The beginning of the first day that lies as a whole in the range that is read. */
function firstFullDay({ subscription, config, now }: RowsInput): number {
  const { from } = rangeOf(config, now);
  const day = subscription.bucketStart('dayRange', from);
  return day < from ? subscription.nextBucket('dayRange', day) : day;
}

function toEvent(row: PendoRow, toDate: (time: number) => string): TruthEvent {
  return {
    row,
    date: toDate(Number(row.day ?? row.hour ?? row.browserTime)),
    appId: row.appId === undefined || row.appId === 0 ? null : Number(row.appId),
    visitorId: textOrNull(row.visitorId),
    accountId: textOrNull(row.accountId),
    isAnonymous: String(row.visitorId).startsWith('_PENDO_T_'),
  };
}

export function textOrNull(value: unknown): string | null {
  return value === undefined || value === null || value === '' ? null : String(value);
}

/** The date of an instant by the platform's own time zones. */
function localDate(timeZone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (time) => format.format(time);
}

function utcDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The Monday on or before a date. */
export function weekOf(date: string): string {
  const time = Date.parse(date);
  const daysSinceMonday = (new Date(time).getUTCDay() + 6) % 7;
  return utcDate(time - daysSinceMonday * DAY_MS);
}

export function monthOf(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

/** The dates from one to another, both included. */
export function datesBetween(first: string, last: string): readonly string[] {
  const dates: string[] = [];
  for (let time = Date.parse(first); time <= Date.parse(last); time += DAY_MS) dates.push(utcDate(time));
  return dates;
}

/** The last day of a period that begins on this date. */
export function lastDayOf(period: string, startsOn: string): string {
  if (period === 'day') return startsOn;
  if (period === 'week') return utcDate(Date.parse(startsOn) + 6 * DAY_MS);
  const [year = 0, month = 0] = startsOn.split('-').map(Number);
  return utcDate(Date.UTC(year, month, 0));
}
