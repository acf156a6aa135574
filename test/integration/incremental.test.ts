import { beforeAll, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { type Destination, openDestination } from '../helpers/airbyte/destination.ts';
import type { ConfiguredCatalog } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { inThisProcess } from '../helpers/in-this-process.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import { configuredCatalog, type Run, read, recordsOf } from '../helpers/run.ts';
import { expectedTable, tableOf, withoutEdges } from '../helpers/tables.ts';

const HOUR_MS = 3_600_000;
const CONFIG = { start_date: '2026-06-01' };

let emulator: Emulator;
let catalog: ConfiguredCatalog;
let destination: Destination;

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny' });
  catalog = configuredCatalog(await discoverCatalog(wholeConfig()));
  destination = openDestination(':memory:', catalog);
  return async () => {
    destination.close();
    await emulator.close();
  };
});

function wholeConfig(): object {
  return { ...CONFIG, integration_key: emulator.integrationKey, base_url: emulator.url };
}

/** Reads from the states that the destination holds, and applies everything to it. */
async function sync(): Promise<Run> {
  const run = await read(wholeConfig(), catalog, { state: destination.states(), by: inThisProcess });
  for (const message of run.messages) destination.apply(message);
  return run;
}

function differences(): string[] {
  return catalog.streams.flatMap(({ stream }) => {
    const range = { config: CONFIG, now: emulator.clock.now() };
    const expected = expectedTable({ subscription: emulator.subscription, stream, ...range });
    const rows = withoutEdges(destination.rows(stream.name), stream, range);
    return compareTables(stream, expected, tableOf(rows, stream)).map((difference) => `${stream.name}: ${difference}`);
  });
}

test('After each sync of all streams, the tables hold exactly the rows of Pendo, though its past changes.', async () => {
  const first = await sync();
  expect(checkReadRun(first.messages, catalog, { exitCode: first.exitCode })).toEqual([]);
  expect(differences()).toEqual([]);

  emulator.clock.advance(26 * HOUR_MS);
  expect(differences()).not.toEqual([]);
  const second = await sync();
  expect(checkReadRun(second.messages, catalog, { exitCode: second.exitCode })).toEqual([]);
  expect(differences()).toEqual([]);

  emulator.clock.advance(HOUR_MS);
  const third = await sync();
  expect(checkReadRun(third.messages, catalog, { exitCode: third.exitCode })).toEqual([]);
  for (const name of ['events', 'page_events', 'visitors']) {
    expect(recordsOf(third.messages, name).length).toBeLessThan(recordsOf(second.messages, name).length);
  }

  emulator.clock.advance(25 * HOUR_MS);
  const fourth = await sync();
  expect(checkReadRun(fourth.messages, catalog, { exitCode: fourth.exitCode })).toEqual([]);
  expect(differences()).toEqual([]);
});
