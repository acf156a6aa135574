import { isObject } from '../utils/is-object.ts';
import { configError } from './errors.ts';

export type SyncMode = 'full_refresh' | 'incremental';

/** One stream that the user has selected. */
export interface ConfiguredStream {
  readonly name: string;
  readonly syncMode: SyncMode;
  readonly jsonSchema: Readonly<Record<string, unknown>>;
}

/**
 * Reads a configured catalog. Accepts nulls and the keys of newer protocol versions. Throws a config error that names
 * the problem. `known` holds the names of this source's streams.
 */
export function parseConfiguredCatalog(catalog: unknown, known: ReadonlySet<string>): readonly ConfiguredStream[] {
  const entries = isObject(catalog) ? catalog.streams : undefined;
  if (!Array.isArray(entries)) {
    throw configError(
      'The catalog has no list "streams"; pass the configured catalog that Airbyte made from discover.',
    );
  }
  const streams = entries.map((entry) => parseStream(entry, known));
  for (const [index, stream] of streams.entries()) {
    if (streams.findIndex(({ name }) => name === stream.name) !== index) {
      throw configError(`The catalog names the stream "${stream.name}" twice; keep one of them.`);
    }
  }
  return streams;
}

function parseStream(entry: unknown, known: ReadonlySet<string>): ConfiguredStream {
  const stream = isObject(entry) ? entry.stream : undefined;
  const name = isObject(stream) ? stream.name : undefined;
  if (!isObject(entry) || !isObject(stream) || typeof name !== 'string') {
    throw configError('The catalog holds a stream without a name; pass the catalog that Airbyte made from discover.');
  }
  if (!known.has(name)) {
    throw configError(`The catalog names the stream "${name}", which this source does not have; refresh the schema.`);
  }
  const syncMode = entry.sync_mode;
  if (syncMode !== 'full_refresh' && syncMode !== 'incremental') {
    throw configError(`The stream "${name}" has no valid sync_mode; choose full_refresh or incremental.`);
  }
  return { name, syncMode, jsonSchema: isObject(stream.json_schema) ? stream.json_schema : {} };
}
