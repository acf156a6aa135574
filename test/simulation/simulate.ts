import { parseExact } from '../../demo/exact-json.ts';
import type { AirbyteMessage, Catalog, ConfiguredCatalog } from '../../demo/messages.ts';
import { Random } from '../../emulator/data/prng.ts';
import { startEmulator } from '../../emulator/emulator.ts';
import { configuredCatalog } from '../helpers/run.ts';
import { pullFacts } from '../helpers/streams/index.ts';
import { checkRun } from './check-run.ts';
import { discoverInProcess, type Ended, type RunCli, readAsProcess, readInProcess } from './connector.ts';
import { follow } from './follow.ts';
import type { Scenario, Step, SyncConfig } from './scenario/types.ts';
import type { Stage } from './stage.ts';
import type { Tally } from './tally.ts';
import { createTape, type Tape } from './tape.ts';
import { openWarehouse } from './warehouse.ts';

/** Plays a scenario to its end; throws an error that says in which step what went wrong. Counts into `tally`. */
export async function simulate(scenario: Scenario, runCli: RunCli, tally: Tally): Promise<void> {
  const { seed, scale, startMs, behaviour, streams } = scenario;
  const emulator = await startEmulator({ seed, scale, now: startMs, ...behaviour });
  const warehouse = openWarehouse();
  const followed = new Map(
    streams.map((name) => [name, { promise: pullFacts(name).reading.promise(), vouchedFor: undefined }] as const),
  );
  const byIds = behaviour.hourRangeNeedsIds === true || behaviour.maxRows !== undefined;
  const stage: Stage = { scenario, runCli, emulator, warehouse, followed, moments: [], tally, byIds };
  try {
    for (const [index, step] of scenario.steps.entries()) await playStep(stage, step, index);
  } finally {
    warehouse.close();
    await emulator.close();
  }
}

async function playStep(stage: Stage, step: Step, index: number): Promise<void> {
  const { emulator, warehouse, tally } = stage;
  emulator.clock.advance(step.advanceMs);
  stage.moments.push(emulator.clock.now());
  const startedAt = emulator.clock.now();
  const catalog = await catalogFor(stage, step.config);
  warehouse.adopt(catalog);
  addFaults(stage, step);
  emulator.requests.clear();
  const tape = createTape(step, () => jump(stage, step));
  const ended = await sync(stage, { step, catalog, tape, index });
  tally.syncs += 1;
  tally.kills += tape.isCut ? 1 : 0;
  const messages = tape.kept();
  for (const message of messages) warehouse.apply(message);
  const problems = [
    ...checkRun(stage, { step, catalog, ended, tape }),
    ...follow(stage, { step, catalog, messages, startedAt }),
  ];
  emulator.faults.clear();
  if (problems.length > 0) throw new Error(`In sync ${index + 1}:\n  ${problems.join('\n  ')}`);
}

async function catalogFor(stage: Stage, config: SyncConfig): Promise<ConfiguredCatalog> {
  const { runCli, emulator, scenario } = stage;
  const nowMs = emulator.clock.now() + scenario.skewMs;
  const lines = await discoverInProcess(runCli, wholeConfig(stage, config), nowMs);
  const messages = lines.map((line) => parseExact(line) as AirbyteMessage);
  const catalog = messages.find((message) => message.catalog !== undefined)?.catalog;
  if (catalog === undefined) throw new Error(`discover gave no catalog: ${lines.join('\n')}`);
  return configuredCatalog(catalog as Catalog, { streams: scenario.streams });
}

function wholeConfig({ emulator }: Stage, config: SyncConfig): object {
  return { ...config, integration_key: emulator.integrationKey, base_url: emulator.url };
}

function addFaults(stage: Stage, { faults, config }: Step): void {
  const { emulator, scenario } = stage;
  for (const { fault } of faults) {
    emulator.faults.add(fault);
    // Where hours might need ids, the connector answers a refusal by reading by ids.
    if (config.period === 'hour' && [400, 404, 422].includes(fault.status ?? 0)) stage.byIds = true;
  }
  for (const fault of scenario.lasting) emulator.faults.add(fault);
}

function jump({ emulator, moments }: Stage, step: Step): void {
  emulator.clock.advance(step.jump?.ms ?? 0);
  moments.push(emulator.clock.now());
}

interface Running {
  readonly step: Step;
  readonly catalog: ConfiguredCatalog;
  readonly tape: Tape;
  readonly index: number;
}

async function sync(stage: Stage, { step, catalog, tape, index }: Running): Promise<Ended> {
  const { scenario, warehouse, emulator, tally } = stage;
  const random = new Random(scenario.seed, ['sync', index]);
  const input = {
    config: wholeConfig(stage, step.config),
    catalog,
    state: warehouse.states(),
    nowMs: emulator.clock.now() + scenario.skewMs,
    onLine: tape.take,
    random: () => random.fraction(),
  };
  // A process has the machine's clock, and the earlier of the two clocks counts.
  if (!step.asProcess || Date.now() < input.nowMs) return readInProcess(stage.runCli, input);
  tally.processes += 1;
  return readAsProcess(input);
}
