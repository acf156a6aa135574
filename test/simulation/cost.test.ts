import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { SCALES, type Scale } from '../../emulator/data/scales.ts';
import { type Emulator, type LoggedRequest, startEmulator } from '../../emulator/index.ts';
import { runCli } from '../../src/cli.ts';
import { parseExact } from '../helpers/airbyte/exact-json.ts';
import type { AirbyteMessage, Catalog, ConfiguredCatalog } from '../helpers/airbyte/messages.ts';
import { readHere } from '../helpers/read-here.ts';
import { configuredCatalog, lastStates } from '../helpers/run.ts';
import { discoverInProcess, readInProcess } from './connector.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Generous, because the machine may be busy and these tests do not measure time. */
const TIMEOUT_MS = 300_000;
/** The six that have the most rows. */
const EVENT_STREAMS = ['events', 'page_events', 'feature_events', 'track_events', 'guide_events', 'poll_events'];
/** Pendo does not document the first two. The last costs a request per visitor and day with activity, here about 21,000. */
const LEFT_OUT = ['single_events', 'recordings', 'visitor_history'];
/** The 40 days of the medium subscription, every segment and every report. */
const CONFIG = { start_date: '2026-05-07', segment_ids: '*', report_ids: '*' };

const FEW_ROWS = { events: 120, pageEvents: 10, featureEvents: 10, trackEvents: 10 };
const FEW = { guideEvents: 10, pollEvents: 5 };
/** The objects and people of the medium subscription, but few events. Windows grow alike: none is full in either. */
const FEW_EVENTS: Scale = { ...SCALES.medium, rowsPerDay: FEW_ROWS, singleEventsPerDay: FEW };

vi.setConfig({ testTimeout: TIMEOUT_MS });

let emulator: Emulator;
let discovered: Catalog;
let catalog: ConfiguredCatalog;
let state: readonly unknown[] = [];

beforeAll(async () => {
  await start(FEW_EVENTS);
  const lines = await discoverInProcess(runCli, wholeConfig(), emulator.clock.now());
  const messages = lines.map((line) => parseExact(line) as AirbyteMessage);
  discovered = messages.find((message) => message.catalog)?.catalog as Catalog;
  await emulator.close();
});

afterEach(() => emulator.close());

/** Starts the emulator that the test's syncs read. */
async function start(scale: Scale): Promise<void> {
  emulator = await startEmulator({ scale });
}

function wholeConfig(): object {
  return { ...CONFIG, integration_key: emulator.integrationKey, base_url: emulator.url };
}

/** Selects streams, to read them from their start. */
function select(streams: readonly string[]): void {
  catalog = configuredCatalog(discovered, { streams });
  state = [];
}

/** Runs one sync from the state of the previous one. Returns its requests. */
async function sync(): Promise<readonly LoggedRequest[]> {
  emulator.requests.clear();
  const messages: AirbyteMessage[] = [];
  const onLine = (line: string) => {
    if (line.startsWith('{"type":"RECORD"')) return true;
    return messages.push(parseExact(line) as AirbyteMessage) > 0;
  };
  const nowMs = emulator.clock.now();
  const result = await readInProcess(runCli, {
    config: wholeConfig(),
    catalog,
    state,
    nowMs,
    onLine,
    random: () => 0.5,
  });
  expect(result).toEqual({ exitCode: 0, thrown: undefined });
  state = lastStates(messages);
  return emulator.requests.all();
}

/** How many days back from now a sync asked for the events of a source. */
function depthInDays(requests: readonly LoggedRequest[], source: string): number {
  const firsts = requests
    .filter((request) => request.source === source)
    .map(({ body }) => Number(/"first":(\d+)/.exec(JSON.stringify(body))?.[1]));
  return (emulator.clock.now() - Math.min(...firsts)) / DAY_MS;
}

test('A first sync of every documented stream takes at most 140 requests, and a sync one hour later takes 92.', async () => {
  // Each guide, segment and report costs a request at first. The seven streams of events need three windows or four.
  await start(FEW_EVENTS);
  select(discovered.streams.map(({ name }) => name).filter((name) => !LEFT_OUT.includes(name)));
  const requests = (await sync()).length;
  expect(requests).toBeLessThanOrEqual(140);
  expect(requests).toBeGreaterThanOrEqual(140 - 7);
  emulator.clock.advance(HOUR_MS);
  expect(await sync()).toHaveLength(92);
});

test('A first sync of six event streams over 40 days takes at most 26 requests, and a sync one hour later takes 8.', async () => {
  // One request checks the key, and one asks when the first day begins. Then each stream has at most four windows: one of
  // 7 days, two of 14, and the rest. A window that waits for others can be longer, because the connector has learned
  // more about the number of rows by then.
  await start(SCALES.medium);
  select(EVENT_STREAMS);
  const requests = (await sync()).length;
  expect(requests).toBeLessThanOrEqual(2 + 6 * 4);
  expect(requests).toBeGreaterThanOrEqual(2 + 6 * 3);
  emulator.clock.advance(HOUR_MS);
  expect(await sync()).toHaveLength(2 + 6);
});

test('A first sync of visitor_history takes at least 6 times fewer requests than one for each day between first and last visit.', async () => {
  await start({ ...FEW_EVENTS, visitors: 100, activeShare: 0.05 });
  const read = async () => {
    emulator.requests.clear();
    const run = await readHere('visitor_history', { config: wholeConfig(), now: () => emulator.clock.now() });
    expect(run.exitCode).toBe(0);
    return emulator.requests.all().length;
  };
  const requests = await read();
  emulator.faults.add({ match: { source: 'events' }, status: 400, body: 'no group' });
  expect(requests * 6).toBeLessThan(await read());
});

test('Of 24 hourly syncs only one reads the whole lookback of ten days.', async () => {
  await start(FEW_EVENTS);
  select(['page_events', 'guide_events']);
  await sync();
  const depths: Record<string, number[]> = { pageEvents: [], guideEvents: [] };
  for (let hour = 0; hour < 24; hour += 1) {
    emulator.clock.advance(HOUR_MS);
    const requests = await sync();
    for (const [source, days] of Object.entries(depths)) days.push(depthInDays(requests, source));
  }
  for (const days of Object.values(depths)) {
    expect(days.filter((depth) => depth > 3)).toHaveLength(1);
    expect(Math.max(...days)).toBeGreaterThan(10);
  }
});
