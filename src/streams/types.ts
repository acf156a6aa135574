import type { Period } from '../config/types.ts';
import type { ColumnType, Explode, MaxTimeColumn, NestedColumn } from '../records/shape.ts';

/** One declared column. Its name is the snake_case of Pendo's field, which is the key of the table it stands in. */
export interface ColumnDefinition {
  readonly type: ColumnType;
  /** One line for the person who looks at the table. */
  readonly description: string;
  /** The JSON type of an array's elements; `any` when absent. */
  readonly items?: 'string' | 'integer' | 'object' | 'any';
}

export type Columns = Readonly<Record<string, ColumnDefinition>>;

/** Rows grouped by Pendo into buckets of a day or an hour. */
export interface AggregatedEventsSource {
  readonly kind: 'aggregated_events';
  readonly source: 'events' | 'pageEvents' | 'featureEvents' | 'trackEvents';
  /** Pendo's parameter for a batch of ids, and the source that lists them; absent where the rows have no object. */
  readonly objects?: { readonly idsParameter: string; readonly source: 'pages' | 'features' | 'trackTypes' };
}

/** One row per event, placed in time by a field in milliseconds. */
export interface SingleEventsSource {
  readonly kind: 'single_events';
  readonly source: 'guideEvents' | 'pollEvents' | 'emailEvents' | 'singleEvents' | 'recordingMetadata';
  readonly timeField: string;
}

/** What each visitor last saw or answered: one row per state, of all time. */
export interface SeenStatesSource {
  readonly kind: 'seen_states';
  readonly source: 'guidesSeenEver' | 'pollsSeenEver';
  /** The row's times; a state has changed when one of them moved. */
  readonly timeFields: readonly string[];
}

/** The kind of `/metadata/schema/{kind}`. */
export type MetadataKind = 'visitor' | 'account';

/** Visitors and accounts: read by pages of id, changed rows found by a time inside their metadata. */
export interface EntitiesSource {
  readonly kind: 'entities';
  readonly source: 'visitors' | 'accounts' | 'doNotProcessVisitors' | 'doNotProcessAccounts';
  readonly idField: string;
  readonly updatedPath: string;
  /** The metadata schema that types the metadata columns. */
  readonly metadataKind: MetadataKind;
  /** Whether `include_anonymous_visitors` holds for it. */
  readonly anonymous: boolean;
  /** More parameters of the source. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A whole list in one request. */
export type ListRequest =
  /** A REST endpoint below `/api/v1/`, which answers one array. */
  | { readonly path: string; readonly query?: Readonly<Record<string, string>> }
  /** The source of an aggregation, with its parameters. */
  | { readonly aggregation: Readonly<Record<string, unknown>> };

export interface ListSource {
  readonly kind: 'list';
  readonly request: ListRequest;
  /** Whether the objects belong to apps, so that `app_ids` holds for them. */
  readonly byApp: boolean;
}

/** A REST endpoint whose answer has no known shape: each item of it becomes a row. */
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

/** The Pendo users that the objects name. */
export interface UsersSource {
  readonly kind: 'users';
}

/** Pendo's own count of the rows that the event streams hold. */
export interface DailyTotalsSource {
  readonly kind: 'daily_totals';
}

/** Up to when Pendo has processed its events. */
export interface FreshnessSource {
  readonly kind: 'data_freshness';
}

/** One row per metadata field, from `/metadata/schema/{kind}`. */
export interface MetadataSource {
  readonly kind: 'metadata';
  readonly metadataKind: MetadataKind;
}

/** What one visitor did in 24 hours, one request each. */
export interface VisitorHistorySource {
  readonly kind: 'visitor_history';
}

/** Events that Pendo sent to our receiver: those of some names, or all but those. */
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

/** The names of columns that we add: see StreamDefinition. */
export const DATE = 'date';
export const BUCKET_READ_AT = 'bucket_read_at';
/** By this name Airbyte's destinations know a row that is deleted. */
export const DELETED_AT = '_ab_cdc_deleted_at';

/** Stands for `day` or `hour` in keys, cursors and columns: the config's period decides. */
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
  /** Makes a record of each element of a field of Pendo's rows; `columns` are then those of an element. */
  readonly explode?: readonly Explode[];
  /** Describes the column `date`, the day of a bucket in the subscription's calendar; it is there with the period day. */
  readonly calendarDate?: string;
  /** Describes the column `bucket_read_at`, the time at which the reading of the row's day began. */
  readonly bucketReadAt?: string;
  /** Whether days that changed long after the lookback are found by their counts and read again. */
  readonly checksHistory?: boolean;
  /** The column that takes each of Pendo's rows whole. */
  readonly whole?: string;
  /** The property of the config without which the stream is not there. */
  readonly needs?: 'webhooks' | 'segmentIds' | 'reportIds';
  /** Pendo may refuse it because the subscription lacks the product: then it is empty, and the log says so. */
  readonly mayBeRefused?: boolean;
  /** Column names; `bucket` becomes `day` or `hour`. `row_number` is added to the record when it is among them. */
  readonly primaryKey: readonly string[];
  /** Column name; absent for streams without incremental. */
  readonly cursor?: string;
}

/** The metadata whose groups become columns of the stream; undefined where records hold no metadata. */
export function metadataKindOf({ source, explode }: StreamDefinition): MetadataKind | undefined {
  return source.kind === 'entities' && explode === undefined ? source.metadataKind : undefined;
}

/** Whether the objects of a stream can be found to be gone: its records then have the column `_ab_cdc_deleted_at`. */
export function marksDeleted({ source }: StreamDefinition): boolean {
  return source.kind === 'list';
}

/** Resolves `bucket` in a column, key or cursor name. */
export function bucketName(name: string, period: Period): string {
  return name === BUCKET ? period : name;
}
