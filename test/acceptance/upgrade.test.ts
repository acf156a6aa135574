import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { ConfiguredCatalog } from '../helpers/airbyte/messages.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import { configuredCatalog, type Run, read, recordsOf } from '../helpers/run.ts';
import { EMULATED, PATHS, ROWS_CONFIG, releasedCatalog, releasedStates } from './files.ts';
import { BY_SUBJECT } from './subject.ts';

const HOUR_MS = 3_600_000;

let emulator: Emulator;
let config: object;

beforeAll(async () => {
  emulator = await startEmulator(EMULATED);
  config = { ...ROWS_CONFIG, integration_key: emulator.integrationKey, base_url: emulator.url };
  emulator.clock.advance(HOUR_MS);
});

afterAll(() => emulator.close());

/** Until the user refreshes the schema, Airbyte drops new columns and warns of types that the old schema had wrong. */
const OF_THE_OLD_SCHEMA = /Airbyte drops it|translation_states must be/;

async function continueFrom(version: string, catalog: ConfiguredCatalog): Promise<Run> {
  const run = await read(config, catalog, { ...BY_SUBJECT, state: releasedStates(version) });
  const problems = checkReadRun(run.messages, catalog, { exitCode: run.exitCode });
  expect(problems.filter((problem) => !OF_THE_OLD_SCHEMA.test(problem))).toEqual([]);
  return run;
}

describe.each(readdirSync(PATHS.releases))('A connection that is upgraded from %s to this version', (version) => {
  test('continues from its state, before and after the user refreshes the schema.', async () => {
    const names = releasedCatalog(version).streams.map(({ name }) => name);
    const before = await continueFrom(version, configuredCatalog(releasedCatalog(version)));
    const after = await continueFrom(version, configuredCatalog(await discoverCatalog(config), { streams: names }));
    for (const run of [before, after]) {
      const logs = run.messages.flatMap(({ log }) => log?.message ?? []).join('\n');
      expect(logs).not.toContain('from the start');
      const days = recordsOf(run.messages, 'page_events').map(({ day }) => String(day));
      expect(days.length).toBeGreaterThan(0);
      expect(days.toSorted()[0]).toSatisfy((day: string) => day > '2026-06-14');
    }
  });
});
