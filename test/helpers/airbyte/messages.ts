/** The parts of Airbyte's messages that a consumer needs. Deliberately independent of the source's own types. */

export type SyncMode = 'full_refresh' | 'incremental';

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  /** Our own keyword for a metadata field: the type that Pendo declares. */
  readonly pendo_type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

export interface Stream {
  readonly name: string;
  readonly json_schema: JsonSchema;
  readonly supported_sync_modes: readonly SyncMode[];
  readonly source_defined_cursor?: boolean;
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key?: readonly (readonly string[])[];
}

export interface Catalog {
  readonly streams: readonly Stream[];
}

export interface ConfiguredStream {
  readonly stream: Stream;
  readonly sync_mode: SyncMode;
  readonly destination_sync_mode: 'append' | 'append_dedup' | 'overwrite';
  readonly cursor_field?: readonly string[];
  readonly primary_key?: readonly (readonly string[])[];
}

export interface ConfiguredCatalog {
  readonly streams: readonly ConfiguredStream[];
}

export type JsonRecord = Readonly<Record<string, unknown>>;

export interface RecordPayload {
  readonly stream: string;
  readonly data: JsonRecord;
  readonly emitted_at: number;
}

export interface StatePayload {
  readonly type: 'STREAM';
  readonly stream: { readonly stream_descriptor: { readonly name: string }; readonly stream_state: JsonRecord };
  readonly sourceStats?: { readonly recordCount: number };
}

export interface TracePayload {
  readonly type: 'ERROR' | 'ESTIMATE' | 'STREAM_STATUS' | 'ANALYTICS';
  readonly emitted_at: number;
  readonly stream_status?: {
    readonly stream_descriptor: { readonly name: string };
    readonly status: 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE';
  };
  readonly error?: {
    readonly message: string;
    readonly failure_type?: string;
    readonly stream_descriptor?: { readonly name: string };
  };
}

/** One line of the source's stdout. The payload of each type has its own key. */
export interface AirbyteMessage {
  readonly type: string;
  readonly record?: RecordPayload;
  readonly state?: StatePayload;
  readonly trace?: TracePayload;
  readonly catalog?: Catalog;
  readonly log?: { readonly level: string; readonly message: string };
  readonly connectionStatus?: { readonly status: 'SUCCEEDED' | 'FAILED'; readonly message?: string };
  readonly spec?: { readonly connectionSpecification: JsonRecord };
}

/** Configures every stream as the README recommends: incremental if it supports that, deduplicated on its key. */
export function configureCatalog(catalog: Catalog): ConfiguredCatalog {
  return { streams: catalog.streams.map((stream) => configureStream(stream, 'incremental')) };
}

/**
 * Configures a stream in the wanted mode, or in full refresh if it has no other. Without a key its table is
 * overwritten.
 */
export function configureStream(stream: Stream, mode: SyncMode): ConfiguredStream {
  const key = stream.source_defined_primary_key;
  return {
    stream,
    sync_mode: stream.supported_sync_modes.includes(mode) ? mode : 'full_refresh',
    destination_sync_mode: key === undefined ? 'overwrite' : 'append_dedup',
    ...(stream.default_cursor_field === undefined ? {} : { cursor_field: stream.default_cursor_field }),
    ...(key === undefined ? {} : { primary_key: key }),
  };
}
