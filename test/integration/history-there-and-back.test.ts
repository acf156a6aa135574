import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSubscription, DEFAULT_NOW, type EmulatedSubscription, SCALES } from '../../emulator/data/index.ts';
import { type Emulator, serve } from '../../emulator/start.ts';
import type { PendoRow } from '../../emulator/types.ts';
import { type Destination, openDestination } from '../helpers/airbyte/destination.ts';
import type { AirbyteMessage, ConfiguredCatalog, JsonRecord } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { currentRows } from '../helpers/current-rows.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { readCatalogHere } from '../helpers/read-here.ts';
import { configuredCatalog } from '../helpers/run.ts';
import { expectedTable, streamNamed, tableOf } from '../helpers/tables.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NEXT_DAY_MS = 25 * HOUR_MS;
/** So old that its days are counted while they are first read. */
const SCALE = {
  ...SCALES.tiny,
  days: 80,
  rowsPerDay: { events: 4, pageEvents: 4, featureEvents: 4, trackEvents: 4 },
  singleEventsPerDay: { guideEvents: 6, pollEvents: 4 },
  burst: 1,
  awkward: false,
};
const CASES = [
  { name: 'page_events', period: 'day' },
  { name: 'page_events', period: 'hour' },
  { name: 'guide_events', period: 'day' },
] as const;

const CLEARED_BEFORE = DEFAULT_NOW - 14 * DAY_MS;

/** Whether Pendo has cleared a part of the past. Later it is there again, as it was. */
let isCleared = false;
let emulator: Emulator;
let catalog: ConfiguredCatalog;
let destination: Destination;
let config: { readonly start_date: string } & Record<string, unknown>;

beforeEach(async () => {
  const data = createSubscription({ seed: 5, scale: SCALE });
  const subscription: EmulatedSubscription = {
    ...data,
    events: (query, now) => Array.from(data.events(query, now)).filter((row) => !isCleared || !isOfCleared(row)),
  };
  // Methods of a class stand on its prototype.
  Object.setPrototypeOf(subscription, Object.getPrototypeOf(data));
  emulator = await serve({ subscription, now: DEFAULT_NOW });
  isCleared = false;
});
afterEach(async () => {
  destination.close();
  await emulator.close();
});

/** Half of the visitors, two weeks ago and longer. */
function isOfCleared(row: PendoRow): boolean {
  const time = Number(row.day ?? row.hour ?? row.browserTime);
  return time < CLEARED_BEFORE && (String(row.visitorId).at(-1)?.charCodeAt(0) ?? 0) % 2 === 0;
}

function isOldRecord({ day, hour, browser_time: time }: JsonRecord): boolean {
  return Date.parse(String(day ?? hour ?? time)) < CLEARED_BEFORE;
}

async function connect({ name, period }: (typeof CASES)[number]): Promise<void> {
  config = {
    integration_key: emulator.integrationKey,
    base_url: emulator.url,
    start_date: '2026-03-20',
    period,
    advanced: { window_days: 30 },
  };
  catalog = configuredCatalog(await discoverCatalog(config), { streams: [name, 'daily_totals'] });
  destination = openDestination(':memory:', catalog);
}

/** Syncs until the message before which the machine dies. What was written reaches the destination. */
async function sync(isAlive: (message: AirbyteMessage) => boolean = () => true): Promise<void> {
  const now = () => emulator.clock.now();
  const { messages } = await readCatalogHere(catalog, { config, state: destination.states(), now, isAlive });
  for (const message of messages) destination.apply(message);
}

async function syncNextDay(isAlive?: (message: AirbyteMessage) => boolean): Promise<void> {
  emulator.clock.advance(NEXT_DAY_MS);
  await sync(isAlive);
}

function differences(name: string): readonly string[] {
  const stream = streamNamed({ streams: catalog.streams.map((configured) => configured.stream) }, name);
  const expected = expectedTable({ subscription: emulator.subscription, stream, config, now: emulator.clock.now() });
  const rows = destination.rows(stream.name);
  const current = currentRows({ stream: stream.name, rows, totals: destination.rows('daily_totals') });
  return compareTables(stream, expected, tableOf(current, stream));
}

describe.each(CASES)('Rows of $name by $period that are gone for a while', (connection) => {
  beforeEach(() => connect(connection));

  test('come back after a sync that died when it had written the days without them.', async () => {
    await sync();
    await syncNextDay();
    expect(differences(connection.name)).toEqual([]);
    isCleared = true;
    let hasOldRows = false;
    await syncNextDay(({ record, state }) => {
      hasOldRows ||= record?.stream === connection.name && isOldRecord(record.data);
      // The last state of the stream never comes.
      return !(state?.stream.stream_descriptor.name === connection.name && hasOldRows);
    });
    isCleared = false;
    expect(differences(connection.name)).not.toEqual([]);
    await syncNextDay();
    await syncNextDay();
    expect(differences(connection.name)).toEqual([]);
  });

  test('come back when they went after Pendo had counted the days and before it gave out their rows.', async () => {
    const clearAfterTheCount = {
      when: ({ rawBody }: { readonly rawBody: string }) => {
        if (isCleared || !rawBody.includes(connection.name) || rawBody.includes('-totals')) return false;
        isCleared = true;
        emulator.clock.advance(5 * MINUTE_MS);
        return false;
      },
    };
    emulator.faults.add({ match: clearAfterTheCount, status: 500 });
    await sync();
    expect(differences(connection.name)).toEqual([]);
    emulator.faults.clear();
    isCleared = false;
    expect(differences(connection.name)).not.toEqual([]);
    await syncNextDay();
    await syncNextDay();
    expect(differences(connection.name)).toEqual([]);
  });
});
