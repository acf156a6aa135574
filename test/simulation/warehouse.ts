import type {
  AirbyteMessage,
  ConfiguredCatalog,
  ConfiguredStream,
  JsonRecord,
  StatePayload,
} from '../helpers/airbyte/messages.ts';
import { createTable, type Table } from './table.ts';

/** The destination of a scenario. */
export interface Warehouse {
  apply(message: AirbyteMessage): void;
  states(): readonly StatePayload[];
  rows(stream: string): readonly JsonRecord[];
  /** Empties the tables of streams whose key has changed, as a refresh would. Their states stay. */
  useCatalog(catalog: ConfiguredCatalog): void;
}

export function openWarehouse(): Warehouse {
  const tables = new Map<string, { readonly shape: string; readonly table: Table }>();
  const states = new Map<string, StatePayload>();

  function useStream(configured: ConfiguredStream): void {
    const { name } = configured.stream;
    const shape = JSON.stringify(configured.primary_key);
    if (tables.get(name)?.shape !== shape) tables.set(name, { shape, table: createTable(configured) });
  }

  return {
    apply(message) {
      const { record, state, trace } = message;
      const name = streamOf(message);
      const table = tables.get(name ?? '')?.table;
      if (name === undefined || table === undefined) return;
      if (record !== undefined) table.write(record);
      if (state !== undefined) states.set(name, state);
      if (trace?.stream_status?.status === 'STARTED') table.start();
      if (trace?.stream_status?.status === 'COMPLETE') table.complete();
    },
    states: () => [...states.values()],
    rows: (stream) => tables.get(stream)?.table.rows() ?? [],
    useCatalog: (catalog) => catalog.streams.forEach(useStream),
  };
}

/** The stream that a message is about. */
export function streamOf({ record, state, trace }: AirbyteMessage): string | undefined {
  return record?.stream ?? state?.stream.stream_descriptor.name ?? trace?.stream_status?.stream_descriptor.name;
}
