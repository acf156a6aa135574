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
const STEP_HOURS = 1;
const A_YEAR = { start_date: '2025-06-16' };

vi.setConfig({ testTimeout: 300_000 });

let emulator: Emulator;
let catalog: ConfiguredCatalog;

beforeAll(async () => {
  emulator = await startEmulator({ scale: SCALE });
  catalog = configuredCatalog(await discoverCatalog({ ...access(), ...A_YEAR }), { streams: STREAMS });
});
afterAll(() => emulator.close());

function access(): object {
  return { integration_key: emulator.integrationKey, base_url: emulator.url };
}

/** One connection's syncs, one after the other. Each resolves to the number of its requests. */
function connection(more: object): () => Promise<number> {
  const config = { ...access(), ...more };
  let state: readonly unknown[] = [];
  return async () => {
    emulator.requests.clear();
    const now = () => emulator.clock.now();
    const run = await readCatalogHere(catalog, { config, state, now });
    expect(run.errors).toEqual([]);
    state = lastStates(run.messages);
    return emulator.requests.count();
  };
}

/** The requests that the history check adds to each of the syncs of so many hours, if it adds any. */
async function addedRequests(hours: number, config: object): Promise<readonly number[]> {
  const [checking, plain] = [connection(config), connection({ ...config, history_check: false })];
  await checking();
  await plain();
  const added: number[] = [];
  for (let hour = 0; hour < hours; hour += STEP_HOURS) {
    emulator.clock.advance(STEP_HOURS * HOUR_MS);
    added.push((await checking()) - (await plain()));
  }
  return added.filter((requests) => requests !== 0);
}

test('The history check of a year adds six requests a day to all event streams, and none to the syncs in between.', async () => {
  // One check a day, of the six streams whose rows Pendo counts. Twelve requests are the most that it may take.
  expect(await addedRequests(48, A_YEAR)).toEqual([6, 6]);
});

test('With a lookback that is shorter than what each sync reads again, there is one check a day too.', async () => {
  // The check finds late rows behind such a lookback, so it also reads some days again.
  expect(await addedRequests(27, { start_date: '2026-03-01', lookback_days: 0 })).toEqual([expect.any(Number)]);
});
