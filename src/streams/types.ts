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
  readonly source: 'guideEvents' | 'pollEvents';
  readonly timeField: string;
}

/** The kind of `/metadata/schema/{kind}`. */
export type MetadataKind = 'visitor' | 'account';

/** Visitors and accounts: read by pages of id, changed rows found by a time inside their metadata. */
export interface EntitiesSource {
  readonly kind: 'entities';
  readonly source: 'visitors' | 'accounts';
  readonly idField: string;
  readonly updatedPath: string;
  /** The metadata schema that types the metadata columns. */
  readonly metadataKind: MetadataKind;
  /** Whether `include_anonymous_visitors` holds for it. */
  readonly anonymous: boolean;
}

/** A REST endpoint that answers one array with everything. */
export interface ListSource {
  readonly kind: 'list';
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Whether the objects belong to apps, so that `app_ids` holds for them. */
  readonly byApp: boolean;
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
  | EntitiesSource
  | ListSource
  | MetadataSource
  | VisitorHistorySource
  | WebhooksSource;

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
  /** Column names; `bucket` becomes `day` or `hour`. `row_number` is added to the record when it is among them. */
  readonly primaryKey: readonly string[];
  /** Column name; absent for streams without incremental. */
  readonly cursor?: string;
}

/** Resolves `bucket` in a column, key or cursor name. */
export function bucketName(name: string, period: Period): string {
  return name === BUCKET ? period : name;
}
