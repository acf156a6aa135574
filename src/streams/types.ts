import type { Period } from '../config/types.ts';
import type { ColumnType, Explode, MaxTimeColumn, NestedColumn } from '../records/shape.ts';

/** One declared column. Its name is the snake_case of Pendo's field name, which is its key in the table of columns. */
export interface ColumnDefinition {
  readonly type: ColumnType;
  /** One line for the person who looks at the destination's table. */
  readonly description: string;
  /** The JSON type of an array's elements; `any` when absent. */
  readonly items?: 'string' | 'integer' | 'object' | 'any';
}

export type Columns = Readonly<Record<string, ColumnDefinition>>;

/** Rows that Pendo groups into days or hours. */
export interface AggregatedEventsSource {
  readonly kind: 'aggregated_events';
  readonly source: 'events' | 'pageEvents' | 'featureEvents' | 'trackEvents';
  /** Pendo's parameter for a batch of ids, and the source that lists them. Absent if rows belong to no object. */
  readonly objects?: { readonly idsParameter: string; readonly source: 'pages' | 'features' | 'trackTypes' };
}

/** One row per event. A field in milliseconds holds its time. */
export interface SingleEventsSource {
  readonly kind: 'single_events';
  readonly source: 'guideEvents' | 'pollEvents' | 'emailEvents' | 'singleEvents' | 'recordingMetadata';
  readonly timeField: string;
}

/** What each visitor last saw or answered. It covers all time. */
export interface SeenStatesSource {
  readonly kind: 'seen_states';
  readonly source: 'guidesSeenEver' | 'pollsSeenEver';
  /** The row's times. If one of them moved, the state has changed. */
  readonly timeFields: readonly string[];
}

/** The kind of `/metadata/schema/{kind}`. */
export type MetadataKind = 'visitor' | 'account';

/** Visitors and accounts: read by pages of ids. Changed rows are found by a time in their metadata. */
export interface EntitiesSource {
  readonly kind: 'entities';
  readonly source: 'visitors' | 'accounts' | 'doNotProcessVisitors' | 'doNotProcessAccounts';
  readonly idField: string;
  readonly updatedPath: string;
  /** The metadata schema that gives the metadata columns their types. */
  readonly metadataKind: MetadataKind;
  /** Whether `include_anonymous_visitors` applies. */
  readonly anonymous: boolean;
  /** More parameters of the aggregation's source. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** One request for a whole list. */
export type ListRequest =
  /** A REST endpoint below `/api/v1/` that answers an array. */
  | { readonly path: string; readonly query?: Readonly<Record<string, string>> }
  /** The source of an aggregation, with its parameters. */
  | { readonly aggregation: Readonly<Record<string, unknown>> };

export interface ListSource {
  readonly kind: 'list';
  readonly request: ListRequest;
  /** Whether the objects belong to apps, so that `app_ids` applies. */
  readonly byApp: boolean;
}

/** A REST endpoint whose answer has an unknown shape. Each item of the answer becomes a row. */
export interface ItemsSource {
  readonly kind: 'items';
  /** Below `/api/v1/`. */
  readonly path: string;
}

/** The visitors of each segment that the config names, one query per segment. */
export interface SegmentMembersSource {
  readonly kind: 'segment_members';
}

/** The rows of each report that the config names, one request per report. */
export interface ReportResultsSource {
  readonly kind: 'report_results';
}

/** The versions of each guide that changed, one request per guide. */
export interface GuideVersionsSource {
  readonly kind: 'guide_versions';
}

/** The Pendo users that other objects name. */
export interface UsersSource {
  readonly kind: 'users';
}

/** Pendo's own count of the rows that the event streams hold. */
export interface DailyTotalsSource {
  readonly kind: 'daily_totals';
}

/** The time up to which Pendo has processed events. */
export interface FreshnessSource {
  readonly kind: 'data_freshness';
}

/** One row per metadata field, from `/metadata/schema/{kind}`. */
export interface MetadataSource {
  readonly kind: 'metadata';
  readonly metadataKind: MetadataKind;
}

/** What one visitor did in 24 hours, one request per visitor and day. */
export interface VisitorHistorySource {
  readonly kind: 'visitor_history';
}

/** Events that Pendo sent to our receiver: either those with the given names, or all except those. */
export interface WebhooksSource {
  readonly kind: 'webhooks';
  readonly events: { readonly only: readonly string[] } | { readonly except: readonly string[] };
}

export type StreamSource =
  | AggregatedEventsSource
  | SingleEventsSource
  | SeenStatesSource
  | EntitiesSource
  | ListSource
  | ItemsSource
  | SegmentMembersSource
  | ReportResultsSource
  | GuideVersionsSource
  | UsersSource
  | DailyTotalsSource
  | FreshnessSource
  | MetadataSource
  | VisitorHistorySource
  | WebhooksSource;

/** Names of columns that we add: see StreamDefinition. */
export const DATE = 'date';
export const BUCKET_READ_AT = 'bucket_read_at';
/** Airbyte's destinations delete rows in which this column is set. */
export const DELETED_AT = '_ab_cdc_deleted_at';

/** Stands for `day` or `hour` in keys, cursors and columns. The config's period decides. */
export const BUCKET = 'bucket';

export interface StreamDefinition {
  readonly name: string;
  /** One line: what a row is. */
  readonly description: string;
  readonly source: StreamSource;
  /** Pendo's field names and what they hold. The key `bucket` becomes `day` or `hour`. */
  readonly columns: Columns;
  readonly nestedColumns?: readonly (NestedColumn & { readonly description: string })[];
  readonly maxTime?: MaxTimeColumn & { readonly description: string };
  /** Makes a record of each element of a field of Pendo's rows. `columns` then describe the elements. */
  readonly explode?: readonly Explode[];
  /**
   * Describes the column `date`: the day of a bucket in the subscription's calendar. Present only when the period is
   * day.
   */
  readonly calendarDate?: string;
  /** Describes the column `bucket_read_at`: the time at which the reading of the row's day began. */
  readonly bucketReadAt?: string;
  /** Whether the history check finds and rereads days that change long after the lookback. */
  readonly checksHistory?: boolean;
  /** The column that holds each of Pendo's rows as a whole. */
  readonly whole?: string;
  /** The config property without which the stream does not exist. */
  readonly needs?: 'webhooks' | 'segmentIds' | 'reportIds';
  /**
   * Pendo may refuse the stream because the subscription lacks the product. Then the stream is empty, and the log says
   * so.
   */
  readonly mayBeRefused?: boolean;
  /** Column names; `bucket` becomes `day` or `hour`. If `row_number` is among them, it is added to the record. */
  readonly primaryKey: readonly string[];
  /** Column name; absent for streams without incremental. */
  readonly cursor?: string;
}

/** Returns the kind of metadata whose groups become columns, or undefined if records hold no metadata. */
export function metadataKindOf({ source, explode }: StreamDefinition): MetadataKind | undefined {
  return source.kind === 'entities' && explode === undefined ? source.metadataKind : undefined;
}

/** Whether the stream finds out that objects are gone. Its records then have the column `_ab_cdc_deleted_at`. */
export function marksDeleted({ source }: StreamDefinition): boolean {
  return source.kind === 'list';
}

/** Resolves `bucket` in a column, key or cursor name. */
export function bucketName(name: string, period: Period): string {
  return name === BUCKET ? period : name;
}
