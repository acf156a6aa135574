import pLimit from 'p-limit';
import { type ConfiguredStream, parseConfiguredCatalog } from '../airbyte/catalog.ts';
import { parseState } from '../airbyte/state.ts';
import type { StreamState } from '../airbyte/stream-state.ts';
import { readJsonFile } from '../config/load.ts';
import { loadRowEngine } from '../records/row-engine.ts';
import { createConfiguredDays } from '../sources/configured-days.ts';
import { createTask } from '../sources/index.ts';
import type { SourceTools } from '../sources/kind.ts';
import { findStream, STREAMS } from '../streams/index.ts';
import { runStreams } from '../sync/run-streams.ts';
import type { StreamTask } from '../sync/types.ts';
import { checkKey } from './check-pendo.ts';
import { settleClock } from './settle-clock.ts';
import { type Setup, withSetup } from './setup.ts';
import type { CommandTools, ReadArgs } from './types.ts';

/** Reads every stream of the configured catalog. Resolves to exit code 0 only when all of them are complete. */
export function read(args: ReadArgs, tools: CommandTools): Promise<number> {
  return withSetup(args, tools, { warnsOfClocks: true }, (setup) => readStreams(args, setup, tools));
}

async function readStreams(args: ReadArgs, setup: Setup, tools: CommandTools): Promise<number> {
  const known = new Set(STREAMS.map(({ name }) => name));
  const streams = parseConfiguredCatalog(await readJsonFile(args.catalog, 'catalog'), known);
  const stateFile = args.state === undefined ? undefined : await readJsonFile(args.state, 'state');
  const states = parseState(stateFile, known);
  if (streams.length === 0) setup.log.warn('The catalog selects no stream: nothing is read.');
  const { maxConcurrency } = setup.config;
  const now = setup.client.emittedAt;
  const engine = await loadRowEngine();
  if (engine === undefined) setup.log.info('The row engine is not there: reading takes more of the processor.');
  const base = {
    ...setup,
    engine,
    windowLimit: pLimit(maxConcurrency),
    configuredDays: createConfiguredDays(setup),
    now,
  };
  const tasks = await withKnownKey(
    streams.map((stream) => taskOf(stream, states.get(stream.name), base)),
    async () => {
      await checkKey(setup.client, setup.config, tools.signal);
      await settleClock(setup.client, tools.signal);
    },
  );
  const complete = await runStreams(tasks, { ...tools, now, log: setup.log, redact: setup.redact, maxConcurrency });
  return complete ? 0 : 1;
}

/**
 * Sends one cheap request first. A refused key is then one config error instead of one per stream, and the answer shows
 * Pendo's time. Streams with a server of their own do not need the key: if there are some, each of the other streams
 * fails with the error instead of the whole sync.
 */
async function withKnownKey(
  tasks: readonly StreamTask[],
  testKey: () => Promise<void>,
): Promise<readonly StreamTask[]> {
  const own = tasks.filter(({ hasOwnServer }) => hasOwnServer === true);
  if (own.length === tasks.length && tasks.length > 0) return tasks;
  try {
    await testKey();
    return tasks;
  } catch (error) {
    if (own.length === 0) throw error;
    return tasks.map((task) => (own.includes(task) ? task : { name: task.name, read: () => Promise.reject(error) }));
  }
}

/**
 * A full refresh ignores the state: the platform passes one only within one job, and starting over is always correct.
 */
function taskOf(configured: ConfiguredStream, state: StreamState | undefined, tools: SourceTools): StreamTask {
  const definition = findStream(configured.name);
  if (definition === undefined) throw new Error(`The catalog was checked, yet ${configured.name} is unknown.`);
  const usable = configured.syncMode === 'incremental' ? state : undefined;
  return createTask({ ...tools, definition, configured, state: usable });
}
