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
  /**
   * Empties the tables of streams whose key has changed, as a refresh would. Their states stay, so that the source has to see
   * that they are of no use. A state goes only when the key changes back to the one with which it was made: the source cannot
   * see that its rows are gone. Returns the streams of such states.
   */
  useCatalog(catalog: ConfiguredCatalog): readonly string[];
}

export function openWarehouse(): Warehouse {
  const tables = new Map<string, { readonly shape: string; readonly table: Table }>();
  const states = new Map<string, { readonly shape: string; readonly state: StatePayload }>();

  /** Returns whether the stream has lost its state. */
  function useStream(configured: ConfiguredStream): boolean {
    const { name } = configured.stream;
    const shape = JSON.stringify(configured.primary_key);
    if (tables.get(name)?.shape === shape) return false;
    tables.set(name, { shape, table: createTable(configured) });
    return states.get(name)?.shape === shape && states.delete(name);
  }

  return {
    apply(message) {
      const { record, state, trace } = message;
      const name = streamOf(message);
      const known = tables.get(name ?? '');
      if (name === undefined || known === undefined) return;
      const { shape, table } = known;
      if (record !== undefined) table.write(record);
      if (state !== undefined) states.set(name, { shape, state });
      if (trace?.stream_status?.status === 'STARTED') table.start();
      if (trace?.stream_status?.status === 'COMPLETE') table.complete();
    },
    states: () => Array.from(states.values(), ({ state }) => state),
    rows: (stream) => tables.get(stream)?.table.rows() ?? [],
    useCatalog: (catalog) => catalog.streams.filter(useStream).map(({ stream }) => stream.name),
  };
}

/** The stream that a message is about. */
export function streamOf({ record, state, trace }: AirbyteMessage): string | undefined {
  return record?.stream ?? state?.stream.stream_descriptor.name ?? trace?.stream_status?.stream_descriptor.name;
}
