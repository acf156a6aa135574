import type { Catalog, JsonRecord, Stream } from '../../demo/messages.ts';
import type { EventQuery, EventSource, ObjectSource, PendoRow, Subscription } from '../../emulator/types.ts';
import { exactRow, expectedRecord } from './expected.ts';

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

/** Key as text to the record that the table must hold under it. */
export type Table = ReadonlyMap<string, JsonRecord>;

export interface ExpectedTableInput {
  readonly subscription: Subscription;
  readonly stream: Stream;
  readonly config: RowConfig;
  /** The emulator's clock, in epoch milliseconds. */
  readonly now: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A day of the config is one in an unknown time zone: it may begin so much before UTC's, and end so much after. */
const EASTERNMOST_MS = 14 * HOUR_MS;
const WESTERNMOST_MS = 12 * HOUR_MS;
const HISTORY_MS = 180 * DAY_MS;
const ANONYMOUS_PREFIX = '_PENDO_T_';

/** The rows that a stream has at this moment, in Pendo's names, in no order; read from the data and not through HTTP. */
type Rows = (input: ExpectedTableInput) => Iterable<PendoRow>;

const ROWS: Readonly<Record<string, Rows>> = {
  accounts: ({ subscription, now }) => Iterator.from(subscription.accounts(now)).map(withLastUpdated),
  visitors: (input) => Iterator.from(visitors(input)).map(withLastUpdated),
  pages: objects('pages'),
  features: objects('features'),
  track_types: objects('trackTypes'),
  guides: objects('guides'),
  metadata_accounts: ({ subscription }) => metadataFields(subscription.metadataSchema('account')),
  metadata_visitors: ({ subscription }) => metadataFields(subscription.metadataSchema('visitor')),
  events: events('events'),
  page_events: events('pageEvents'),
  feature_events: events('featureEvents'),
  track_events: events('trackEvents'),
  guide_events: events('guideEvents'),
  poll_events: events('pollEvents'),
  visitor_history: visitorHistory,
};

/**
 * What a stream's table must hold after a sync, from the emulator's own data and by the rules of the design alone. Rows that
 * share their key but for `row_number` are numbered in the order of the data; `compareTables` does not insist on that order.
 */
export function expectedTable(input: ExpectedTableInput): Table {
  const { stream } = input;
  const rows = ROWS[stream.name];
  if (rows === undefined) throw new Error(`No rows are known for the stream ${stream.name}.`);
  const key = keyOf(stream);
  const numbers = new Map<string, number>();
  const table = new Map<string, JsonRecord>();
  for (const row of rows(input)) {
    const record = expectedRecord({ row: exactRow(row), schema: stream.json_schema, key });
    const group = keyText(record, withoutRowNumber(key));
    const number = (numbers.get(group) ?? 0) + 1;
    numbers.set(group, number);
    const numbered = key.includes(ROW_NUMBER) ? { ...record, [ROW_NUMBER]: number } : record;
    const text = keyText(numbered, key);
    if (table.has(text)) throw new Error(`${stream.name}: two rows of the emulator have the key ${text}.`);
    table.set(text, numbered);
  }
  return table;
}

/**
 * The records that lie within the config's range. Only visitor_history reads whole days of its own, and so a little more at
 * either edge, as the design allows; the records of other streams stay as they are.
 */
export function withoutEdges(records: readonly JsonRecord[], stream: Stream, input: RangeInput): readonly JsonRecord[] {
  if (stream.name !== 'visitor_history') return records;
  const { from, to } = rangeOf(input.config, input.now);
  return records.filter(({ ts }) => Date.parse(String(ts)) >= from && Date.parse(String(ts)) < to);
}

export type RangeInput = Pick<ExpectedTableInput, 'config' | 'now'>;

/** The table that records make, the last of a key staying. */
export function tableOf(records: Iterable<JsonRecord>, stream: Stream): Table {
  const key = keyOf(stream);
  return new Map(Iterator.from(records).map((record) => [keyText(record, key), record]));
}

export const ROW_NUMBER = 'row_number';

export function keyOf(stream: Stream): string[] {
  return (stream.source_defined_primary_key ?? []).map((path) => path[0] ?? '');
}

export function withoutRowNumber(key: readonly string[]): string[] {
  return key.filter((column) => column !== ROW_NUMBER);
}

export function keyText(record: JsonRecord, key: readonly string[]): string {
  return JSON.stringify(key.map((column) => record[column]));
}

/** The stream of that name in a catalog. */
export function streamNamed(catalog: Catalog, name: string): Stream {
  const stream = catalog.streams.find((candidate) => candidate.name === name);
  if (stream === undefined) throw new Error(`The catalog has no stream ${name}.`);
  return stream;
}

function* visitors({ subscription, config, now }: ExpectedTableInput): Iterable<PendoRow> {
  for (const row of subscription.visitors(now)) {
    const isAnonymous = String(row.visitorId).startsWith(ANONYMOUS_PREFIX);
    if (config.include_anonymous_visitors === true || !isAnonymous) yield row;
  }
}

function withLastUpdated(row: PendoRow): PendoRow {
  return { ...row, lastupdated: memberOf(memberOf(row.metadata, 'auto'), 'lastupdated') };
}

function objects(source: ObjectSource): Rows {
  return ({ subscription, config, now }) => subscription.objects(source, now, appIdsOf(subscription, config));
}

function appIdsOf(subscription: Subscription, { app_ids = '' }: RowConfig): number[] {
  const ids = app_ids.split(',').map((text) => text.trim());
  return app_ids.trim() === '' ? subscription.apps.map(({ id }) => id) : ids.map(Number);
}

function* metadataFields(schema: PendoRow): Iterable<PendoRow> {
  for (const [group, fields] of Object.entries(schema)) {
    for (const [field, entry] of Object.entries(fields ?? {})) yield { group, field, ...(entry as PendoRow) };
  }
}

function events(source: EventSource): Rows {
  return ({ subscription, config, now }) => {
    const period: EventQuery['period'] = config.period === 'hour' ? 'hourRange' : 'dayRange';
    const timeField = eventTimeField(source, config);
    const { from, to } = rangeOf(config, now);
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

function eventTimeField(source: EventSource, config: RowConfig): string {
  return source === 'guideEvents' || source === 'pollEvents' ? 'browserTime' : (config.period ?? 'day');
}

/** Epoch milliseconds, `[from, to)`. Nothing lies after the clock, so without an end it is a day after. */
function rangeOf({ start_date, end_date }: RowConfig, now: number): { readonly from: number; readonly to: number } {
  const from = Date.parse(start_date) - EASTERNMOST_MS;
  return { from, to: end_date === undefined ? now + DAY_MS : Date.parse(end_date) + DAY_MS + WESTERNMOST_MS };
}

function* visitorHistory(input: ExpectedTableInput): Iterable<PendoRow> {
  const { subscription, config, now } = input;
  const range = rangeOf(config, now);
  const from = Math.max(range.from, now - HISTORY_MS);
  for (const { visitorId, metadata } of visitors(input)) {
    // The design asks for the days between a visitor's first and last visit: one without a visit is never asked for.
    if (!(Number(memberOf(memberOf(metadata, 'auto'), 'lastvisit')) > 0)) continue;
    for (const row of subscription.visitorHistory(String(visitorId), from, range.to, now) ?? []) {
      const modifiedTs = Math.max(Number(row.ts ?? 0), Number(row.lastTs ?? 0));
      yield { visitorId, ...row, modifiedTs };
    }
  }
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
