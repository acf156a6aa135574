import { createSubscription } from '../../emulator/data/index.ts';
import { Random } from '../../emulator/data/prng.ts';
import { serve } from '../../emulator/start.ts';
import { parseExact } from '../helpers/airbyte/exact-json.ts';
import type { AirbyteMessage, Catalog, ConfiguredCatalog, ConfiguredStream } from '../helpers/airbyte/messages.ts';
import { configuredCatalog } from '../helpers/run.ts';
import { pullFacts } from '../helpers/streams/index.ts';
import { checkRun } from './check-run.ts';
import { compareStreams } from './compare-streams.ts';
import { discoverInProcess, type ReadResult, type RunCli, readAsProcess, readInProcess } from './connector.ts';
import type { Counts } from './counts.ts';
import type { RunState, StreamProgress } from './run-state.ts';
import type { Scenario, Step, SyncConfig } from './scenario/types.ts';
import { captureOutput, type SyncOutput } from './sync-output.ts';
import { openWarehouse } from './warehouse.ts';

/** Plays a scenario to its end and adds to `counts`. Throws an error that says what went wrong and in which sync. */
export async function simulate(scenario: Scenario, runCli: RunCli, counts: Counts): Promise<void> {
  const { seed, scale, startMs, behaviour, streams, changes } = scenario;
  const subscription = createSubscription({ seed, scale });
  const emulator = await serve({ subscription, now: startMs, ...behaviour });
  emulator.changes.push(...changes);
  counts.changes += changes.length;
  const warehouse = openWarehouse();
  const progress = new Map(
    streams.map((name): [string, StreamProgress] => {
      const readSince = pullFacts(name).reading.createReadSince();
      const nothing = { stateMadeWith: undefined, lastState: undefined, hasUnknownRows: false };
      return [name, { readSince, statesAt: [], ...nothing }];
    }),
  );
  const byIds = behaviour.hourRangeNeedsIds === true || behaviour.maxRows !== undefined;
  const run: RunState = {
    scenario,
    runCli,
    emulator,
    warehouse,
    progress,
    moments: [],
    configs: [],
    expected: new Map(),
    counts,
    byIds,
  };
  try {
    for (const [index, step] of scenario.steps.entries()) await playStep(run, step, index);
  } finally {
    await emulator.close();
  }
}

async function playStep(run: RunState, step: Step, index: number): Promise<void> {
  const { emulator, warehouse, counts } = run;
  emulator.clock.advance(step.advanceMs);
  run.moments.push(emulator.clock.now());
  run.configs.push(step.config);
  const startedAt = emulator.clock.now();
  const catalog = await catalogFor(run, step.config);
  for (const name of warehouse.useCatalog(catalog)) run.progress.get(name)?.readSince.restart();
  addFaults(run, step);
  emulator.requests.clear();
  const output = captureOutput(step, () => jump(run, step));
  const result = await sync(run, { step, catalog, output, index });
  counts.syncs += 1;
  counts.kills += output.wasKilled ? 1 : 0;
  const messages = output.kept();
  for (const message of messages) warehouse.apply(message);
  const problems = [
    ...checkRun(run, { step, catalog, result, output }),
    ...compareStreams(run, { step, catalog, messages, startedAt }),
  ];
  emulator.faults.clear();
  if (problems.length > 0) throw new Error(`In sync ${index + 1}:\n  ${problems.join('\n  ')}`);
}

async function catalogFor(run: RunState, config: SyncConfig): Promise<ConfiguredCatalog> {
  const { runCli, emulator, scenario } = run;
  const nowMs = emulator.clock.now() + scenario.skewMs;
  const lines = await discoverInProcess(runCli, wholeConfig(run, config), nowMs);
  const messages = lines.map((line) => parseExact(line) as AirbyteMessage);
  const catalog = messages.find((message) => message.catalog !== undefined)?.catalog;
  if (catalog === undefined) throw new Error(`discover gave no catalog: ${lines.join('\n')}`);
  const { streams } = configuredCatalog(catalog as Catalog, { streams: scenario.streams });
  return { streams: streams.map(overwriteWhenFull) };
}

/** A stream that every sync reads in full replaces its table, as it does in a connection with full refresh. */
function overwriteWhenFull(configured: ConfiguredStream): ConfiguredStream {
  const isFull = configured.sync_mode === 'full_refresh';
  return isFull ? { ...configured, destination_sync_mode: 'overwrite' } : configured;
}

function wholeConfig({ emulator, scenario }: RunState, config: SyncConfig): object {
  const needs = Object.assign({}, ...scenario.streams.map((name) => pullFacts(name).needs));
  return { ...needs, ...config, integration_key: emulator.integrationKey, base_url: emulator.url };
}

function addFaults(run: RunState, { faults, config }: Step): void {
  const { emulator, scenario } = run;
  for (const { fault } of faults) {
    emulator.faults.add(fault);
    // By hour the connector reacts to a refusal by reading by id, because hours may need ids.
    if (config.period === 'hour' && [400, 404, 422].includes(fault.status ?? 0)) run.byIds = true;
  }
  for (const fault of scenario.lasting) emulator.faults.add(fault);
}

function jump({ emulator, moments }: RunState, step: Step): void {
  emulator.clock.advance(step.jump?.ms ?? 0);
  moments.push(emulator.clock.now());
}

interface SyncInput {
  readonly step: Step;
  readonly catalog: ConfiguredCatalog;
  readonly output: SyncOutput;
  readonly index: number;
}

async function sync(run: RunState, { step, catalog, output, index }: SyncInput): Promise<ReadResult> {
  const { scenario, warehouse, emulator, counts } = run;
  const random = new Random(scenario.seed, ['sync', index]);
  const [startedAt, emulatedStart] = [Date.now(), emulator.clock.now()];
  const nowMs = emulatedStart + scenario.skewMs;
  const input = {
    config: wholeConfig(run, step.config),
    catalog,
    state: warehouse.states(),
    nowMs,
    // When the emulator's clock jumps, the sync takes so long.
    now: () => nowMs + (Date.now() - startedAt) + (emulator.clock.now() - emulatedStart),
    onLine: output.addLine,
    random: () => random.fraction(),
  };
  // A process uses the machine's clock, and the connector trusts the earlier of the two clocks.
  if (!step.asProcess || Date.now() < input.nowMs) return readInProcess(run.runCli, input);
  counts.processes += 1;
  return readAsProcess(input);
}
