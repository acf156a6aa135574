import { runCli } from '../../src/cli.ts';
import { toAirbyteStream } from '../../src/streams/catalog.ts';
import { findStream } from '../../src/streams/index.ts';
import type { MetadataGroups } from '../../src/streams/metadata-types.ts';
import { readInProcess } from '../simulation/connector.ts';
import { parseExact } from './airbyte/exact-json.ts';
import type { AirbyteMessage, ConfiguredCatalog } from './airbyte/messages.ts';
import { configuredCatalog } from './run.ts';

export interface ReadHere {
  readonly config: object;
  readonly state?: unknown;
  /** Replaces the machine's clock. */
  readonly now?: () => number;
  /** Returns false for the message before which the machine dies. */
  readonly isAlive?: (message: AirbyteMessage) => boolean;
  /** The metadata groups that discover found. */
  readonly groups?: MetadataGroups;
}

export interface ReadHereResult {
  readonly exitCode: number | undefined;
  readonly messages: readonly AirbyteMessage[];
  /** The configured catalog that it was given. */
  readonly catalog: ConfiguredCatalog;
  readonly warnings: readonly string[];
  /** The errors of the streams, as JSON. */
  readonly errors: readonly string[];
}

/** Reads the streams of a catalog in this process. */
export async function readCatalogHere(
  catalog: ConfiguredCatalog,
  { config, state = [], now = Date.now, isAlive = () => true }: Omit<ReadHere, 'groups'>,
): Promise<ReadHereResult> {
  const messages: AirbyteMessage[] = [];
  const onLine = (line: string) => {
    const message = parseExact(line) as AirbyteMessage;
    return isAlive(message) && messages.push(message) > 0;
  };
  const { exitCode, thrown } = await readInProcess(runCli, {
    ...{ config, catalog, state, now, onLine },
    nowMs: now(),
    random: () => 0.5,
  });
  const wasKilled = exitCode === undefined;
  if (thrown !== undefined && !wasKilled) throw thrown;
  return {
    exitCode,
    messages,
    catalog,
    warnings: messages.flatMap(({ log }) => (log?.level === 'WARN' ? [log.message] : [])),
    errors: messages.flatMap(({ trace }) => (trace?.type === 'ERROR' ? [JSON.stringify(trace)] : [])),
  };
}

/** Reads one stream in this process, so that a failed request is retried after milliseconds instead of seconds. */
export function readHere(name: string, options: ReadHere): Promise<ReadHereResult> {
  return readStreamsHere([name], options);
}

/** Reads several streams in one sync. */
export async function readStreamsHere(
  names: readonly string[],
  { groups, ...options }: ReadHere,
): Promise<ReadHereResult> {
  const { config } = options;
  const period = 'period' in config && config.period === 'hour' ? 'hour' : 'day';
  const streams = names.map((name) => {
    const definition = findStream(name);
    if (definition === undefined) throw new Error(`There is no stream ${name}.`);
    return toAirbyteStream(definition, period, groups);
  });
  const catalog = configuredCatalog({ streams } as unknown as Parameters<typeof configuredCatalog>[0]);
  return readCatalogHere(catalog, options);
}
