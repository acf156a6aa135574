import type { EventQuery, EventSource, ObjectSource, PendoRow, Subscription } from '../../../emulator/types.ts';

/** The part of a config that decides which rows a stream has. Values as in the config file. */
export interface RowConfig {
  /** `YYYY-MM-DD` */
  readonly start_date: string;
  readonly end_date?: string;
  readonly period?: 'day' | 'hour';
  readonly app_ids?: string;
  readonly include_anonymous_visitors?: boolean;
  readonly exclude_list?: 'apply' | 'ignore' | 'only';
}

export interface RowsInput {
  readonly subscription: Subscription;
  readonly config: RowConfig;
  /** The emulator's clock, in epoch milliseconds. */
  readonly now: number;
}

/** The rows that a stream has at this moment, in Pendo's names, in no order; read from the data and not through HTTP. */
export type Rows = (input: RowsInput) => Iterable<PendoRow>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Visitor history does not tell the time zone: a day may begin so much before UTC's, and end so much after. */
const EASTERNMOST_MS = 14 * HOUR_MS;
const WESTERNMOST_MS = 12 * HOUR_MS;
const HISTORY_MS = 180 * DAY_MS;
const ANONYMOUS_PREFIX = '_PENDO_T_';

export const accountRows: Rows = ({ subscription, now }) =>
  Iterator.from(subscription.accounts(now)).map(withLastUpdated);

export const visitorRows: Rows = (input) => Iterator.from(visitors(input)).map(withLastUpdated);

export function metadataRows(kind: 'account' | 'visitor'): Rows {
  return ({ subscription }) => metadataFields(subscription.metadataSchema(kind));
}

function* visitors({ subscription, config, now }: RowsInput): Iterable<PendoRow> {
  for (const row of subscription.visitors(now)) {
    const isAnonymous = String(row.visitorId).startsWith(ANONYMOUS_PREFIX);
    if (config.include_anonymous_visitors === true || !isAnonymous) yield row;
  }
}

function withLastUpdated(row: PendoRow): PendoRow {
  return { ...row, lastupdated: memberOf(memberOf(row.metadata, 'auto'), 'lastupdated') };
}

export function objectRows(source: ObjectSource): Rows {
  return ({ subscription, config, now }) => subscription.objects(source, now, appIdsOf(subscription, config));
}

export function appIdsOf(subscription: Subscription, { app_ids = '' }: RowConfig): number[] {
  const ids = app_ids.split(',').map((text) => text.trim());
  return app_ids.trim() === '' ? subscription.apps.map(({ id }) => id) : ids.map(Number);
}

function* metadataFields(schema: PendoRow): Iterable<PendoRow> {
  for (const [group, fields] of Object.entries(schema)) {
    for (const [field, entry] of Object.entries(fields ?? {})) yield { group, field, ...(entry as PendoRow) };
  }
}

export function eventRows(source: EventSource): Rows {
  return ({ subscription, config, now }) => {
    const period: EventQuery['period'] = config.period === 'hour' ? 'hourRange' : 'dayRange';
    const timeField = eventTimeField(source, config);
    const { from, to } = daysOf({ subscription, config, now });
    const query: EventQuery = {
      source,
      period,
      from: subscription.bucketStart(period, from),
      to: subscription.nextBucket(period, subscription.bucketStart(period, to - 1)),
      appIds: appIdsOf(subscription, config),
      blacklist: config.exclude_list ?? 'apply',
    };
    const isWithin = (row: PendoRow) => Number(row[timeField]) >= from && Number(row[timeField]) < to;
    return Iterator.from(subscription.events(query, now)).filter(isWithin);
  };
}

const SINGLE_TIMES: Readonly<Partial<Record<EventSource, string>>> = {
  guideEvents: 'browserTime',
  pollEvents: 'browserTime',
  emailEvents: 'browserTime',
  singleEvents: 'browserTime',
  recordingMetadata: 'recordingStartTime',
};

function eventTimeField(source: EventSource, config: RowConfig): string {
  return SINGLE_TIMES[source] ?? config.period ?? 'day';
}

/**
 * From the midnight that begins start_date to the one that ends end_date, in the subscription's time zone; `[from, to)` in
 * epoch milliseconds. Nothing lies after the clock, so without an end it is a day after.
 */
export function daysOf({ subscription, config: { start_date, end_date }, now }: RowsInput): TimeRange {
  const to = end_date === undefined ? now + DAY_MS : midnightOf(subscription, Date.parse(end_date) + DAY_MS);
  return { from: midnightOf(subscription, Date.parse(start_date)), to };
}

/** Many rows are compared with the same midnights. */
const midnights = new Map<string, number>();

/** The beginning of the day that has this date in the subscription's time zone. */
export function midnightOf(subscription: Subscription, utcMidnight: number): number {
  const key = `${subscription.timeZone} ${utcMidnight}`;
  const midnight = midnights.get(key) ?? findMidnight(subscription, utcMidnight);
  midnights.set(key, midnight);
  return midnight;
}

function findMidnight(subscription: Subscription, utcMidnight: number): number {
  const wanted = new Date(utcMidnight).toISOString().slice(0, 10);
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: subscription.timeZone, dateStyle: 'short' });
  const days = [0, 12, 24].map((hours) => subscription.bucketStart('dayRange', utcMidnight + hours * HOUR_MS));
  const found = days.find((start) => local.format(start) === wanted);
  if (found === undefined) throw new Error(`${subscription.timeZone} has no day ${wanted}.`);
  return found;
}

interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Epoch milliseconds, `[from, to)`. Nothing lies after the clock, so without an end it is a day after. */
export function rangeOf({ start_date, end_date }: RowConfig, now: number): TimeRange {
  const from = Date.parse(start_date) - EASTERNMOST_MS;
  return { from, to: end_date === undefined ? now + DAY_MS : Date.parse(end_date) + DAY_MS + WESTERNMOST_MS };
}

export function* historyRows(input: RowsInput): Iterable<PendoRow> {
  const { subscription, config, now } = input;
  const range = rangeOf(config, now);
  const from = Math.max(range.from, now - HISTORY_MS);
  for (const { visitorId } of visitors(input)) {
    for (const row of subscription.visitorHistory(String(visitorId), from, range.to, now) ?? []) {
      const modifiedTs = Math.max(Number(row.ts ?? 0), Number(row.lastTs ?? 0));
      yield { visitorId, ...row, modifiedTs };
    }
  }
}

export function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
