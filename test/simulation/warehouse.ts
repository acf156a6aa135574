import { type Destination, openDestination } from '../helpers/airbyte/destination.ts';
import type { AirbyteMessage, ConfiguredCatalog, ConfiguredStream, JsonRecord } from '../helpers/airbyte/messages.ts';

/**
 * The destination of a scenario. Each stream has its own database, so that one table can be cleared while its state
 * stays.
 */
export interface Warehouse {
  apply(message: AirbyteMessage): void;
  states(): readonly unknown[];
  rows(stream: string): readonly JsonRecord[];
  /** Empties the tables of streams whose key has changed, as a refresh would. Their states stay. */
  useCatalog(catalog: ConfiguredCatalog): void;
  close(): void;
}

export function openWarehouse(): Warehouse {
  const open = new Map<string, { readonly shape: string; readonly destination: Destination }>();

  function useStream(configured: ConfiguredStream): void {
    const { name } = configured.stream;
    const shape = JSON.stringify(configured.primary_key);
    const before = open.get(name);
    if (before?.shape === shape) return;
    const destination = openDestination(':memory:', { streams: [configured] });
    for (const state of before?.destination.states() ?? []) destination.apply({ type: 'STATE', state });
    before?.destination.close();
    open.set(name, { shape, destination });
  }

  return {
    apply(message) {
      const stream = streamOf(message);
      if (stream !== undefined) open.get(stream)?.destination.apply(message);
    },
    states: () => [...open.values()].flatMap(({ destination }) => destination.states()),
    rows: (stream) => open.get(stream)?.destination.rows(stream) ?? [],
    useCatalog: (catalog) => catalog.streams.forEach(useStream),
    close: () => {
      for (const { destination } of open.values()) destination.close();
    },
  };
}

/** The stream that a message is about. */
export function streamOf({ record, state, trace }: AirbyteMessage): string | undefined {
  return record?.stream ?? state?.stream.stream_descriptor.name ?? trace?.stream_status?.stream_descriptor.name;
}
