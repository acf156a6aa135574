import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toAirbyteStream } from '../../src/streams/catalog.ts';
import { findStream } from '../../src/streams/index.ts';
import { configureStream } from '../../test/helpers/airbyte/messages.ts';

export const EXECUTABLE = fileURLToPath(new URL('../../bin/source-pendo', import.meta.url));

export interface ReadFiles {
  readonly folder: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly streams: readonly string[];
}

/** Writes config and catalog for our `read`. Returns the command line. */
export async function readCommand({ folder, config, streams }: ReadFiles): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const catalog = { streams: streams.map(configured) };
  const paths = { config: join(folder, 'config.json'), catalog: join(folder, 'catalog.json') };
  await writeFile(paths.config, JSON.stringify(config));
  await writeFile(paths.catalog, JSON.stringify(catalog));
  return [EXECUTABLE, 'read', '--config', paths.config, '--catalog', paths.catalog];
}

function configured(name: string): object {
  const definition = findStream(name);
  if (definition === undefined) throw new Error(`There is no stream ${name}.`);
  return configureStream(toAirbyteStream(definition, 'day'), 'incremental');
}
