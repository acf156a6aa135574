import type { ConfiguredStream, JsonRecord, RecordPayload } from '../helpers/airbyte/messages.ts';
import { keyText } from '../helpers/tables.ts';

const DELETED_AT = '_ab_cdc_deleted_at';

/** A table as Airbyte's destinations keep it. */
export interface Table {
  /** A sync of the stream begins. */
  start(): void;
  write(record: RecordPayload): void;
  /** The stream is complete: what came since the last time goes into the table. */
  complete(): void;
  rows(): readonly JsonRecord[];
}

interface Copy {
  readonly data: JsonRecord;
  readonly emittedAt: number;
  /** Undefined for null. */
  readonly cursor: number | undefined;
}

export function createTable(configured: ConfiguredStream): Table {
  return configured.destination_sync_mode === 'overwrite' ? overwritten() : deduplicated(configured);
}

function overwritten(): Table {
  let table: readonly JsonRecord[] = [];
  let incoming: JsonRecord[] = [];
  return {
    start: () => {
      incoming = [];
    },
    write: ({ data }) => incoming.push(data),
    complete: () => {
      table = incoming;
      incoming = [];
    },
    rows: () => table,
  };
}

/**
 * Append + deduped: of the copies of a key the one with the newest cursor stays, a cursor of null being the oldest, and
 * of those the one that was emitted last. If that copy says that it is deleted, there is no row. Records of a sync that
 * broke off wait for the next one that completes.
 */
function deduplicated({ stream, cursor_field, primary_key }: ConfiguredStream): Table {
  const key = (primary_key ?? stream.source_defined_primary_key ?? []).map((path) => path.join('.'));
  const cursor = (cursor_field ?? stream.default_cursor_field ?? [])[0] ?? '';
  const table = new Map<string, Copy>();
  const incoming = new Map<string, Copy>();
  return {
    start: () => {},
    write({ data, emitted_at }) {
      const copy = { data, emittedAt: emitted_at, cursor: cursorOf(data[cursor]) };
      const text = keyText(data, key);
      if (isNewer(copy, incoming.get(text))) incoming.set(text, copy);
    },
    complete() {
      for (const [text, copy] of incoming) {
        if (!isNewer(copy, table.get(text))) continue;
        if (copy.data[DELETED_AT] == null) table.set(text, copy);
        else table.delete(text);
      }
      incoming.clear();
    },
    rows: () => Array.from(table.values(), ({ data }) => data),
  };
}

/** Every cursor of a stream with a table like this is a time. */
function cursorOf(value: unknown): number | undefined {
  return value == null ? undefined : Date.parse(String(value));
}

function isNewer(copy: Copy, other: Copy | undefined): boolean {
  if (other === undefined) return true;
  const [own, others] = [copy.cursor ?? Number.NEGATIVE_INFINITY, other.cursor ?? Number.NEGATIVE_INFINITY];
  return own === others ? copy.emittedAt >= other.emittedAt : own > others;
}
