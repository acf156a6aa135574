import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SCALES } from '../../emulator/data/index.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { ConfiguredCatalog } from '../helpers/airbyte/messages.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { readCatalogHere } from '../helpers/read-here.ts';
import { configuredCatalog, lastStates } from '../helpers/run.ts';

const HOUR_MS = 3_600_000;
const STREAMS = [
  ...['events', 'page_events', 'feature_events', 'track_events', 'guide_events', 'poll_events', 'email_events'],
  ...['single_events', 'recordings'],
];
/** A year with little on each day. */
const SCALE = {
  ...SCALES.tiny,
  days: 366,
  rowsPerDay: { events: 3, pageEvents: 3, featureEvents: 3, trackEvents: 3 },
  singleEventsPerDay: { guideEvents: 3, pollEvents: 3 },
  burst: 1,
};
const START_DATE = '2025-06-16';

vi.setConfig({ testTimeout: 300_000 });

let emulator: Emulator;
let catalog: ConfiguredCatalog;

beforeAll(async () => {
  emulator = await startEmulator({ scale: SCALE });
  catalog = configuredCatalog(await discoverCatalog(config(true)), { streams: STREAMS });
});
afterAll(() => emulator.close());

function config(historyCheck: boolean, lookbackDays = 10): object {
  const { integrationKey, url } = emulator;
  const access = { integration_key: integrationKey, base_url: url };
  return { ...access, start_date: START_DATE, history_check: historyCheck, lookback_days: lookbackDays };
}

/** One connection's syncs, one after the other. Each resolves to the number of its requests. */
function connection(historyCheck: boolean, lookbackDays?: number): () => Promise<number> {
  let state: readonly unknown[] = [];
  return async () => {
    emulator.requests.clear();
    const now = () => emulator.clock.now();
    const run = await readCatalogHere(catalog, { config: config(historyCheck, lookbackDays), state, now });
    expect(run.errors).toEqual([]);
    state = lastStates(run.messages);
    return emulator.requests.count();
  };
}

test('The history check of a year adds six requests a day to all event streams, and none to the syncs between.', async () => {
  const [checking, plain] = [connection(true), connection(false)];
  await checking();
  await plain();
  const added: number[] = [];
  for (let hour = 0; hour < 48; hour += 1) {
    emulator.clock.advance(HOUR_MS);
    added.push((await checking()) - (await plain()));
  }
  const checks = added.filter((requests) => requests !== 0);
  // One check a day, of the six streams whose rows Pendo counts. Twelve requests are the most that it may take.
  expect(checks).toEqual([6, 6]);
});

test('With a lookback that is shorter than what each sync reads again, the syncs between have no check either.', async () => {
  const [checking, plain] = [connection(true, 0), connection(false, 0)];
  await checking();
  await plain();
  const added: number[] = [];
  for (let hours = 0; hours < 26; hours += 2) {
    emulator.clock.advance(2 * HOUR_MS);
    added.push((await checking()) - (await plain()));
  }
  // The check finds late rows behind such a lookback, so it also reads some days again.
  expect(added.filter((requests) => requests !== 0)).toEqual([expect.any(Number)]);
});
