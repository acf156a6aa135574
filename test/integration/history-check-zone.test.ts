import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSubscription, DEFAULT_NOW, SCALES } from '../../emulator/data/index.ts';
import { type Emulator, serve } from '../../emulator/start.ts';
import { type Destination, openDestination } from '../helpers/airbyte/destination.ts';
import type { AirbyteMessage, ConfiguredCatalog } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { currentRows } from '../helpers/current-rows.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { readCatalogHere } from '../helpers/read-here.ts';
import { configuredCatalog } from '../helpers/run.ts';
import { expectedTable, streamNamed, tableOf } from '../helpers/tables.ts';

const NAME = 'page_events';
const DAY_MS = 24 * 3_600_000;
const NEXT_DAY_MS = 25 * 3_600_000;
/** Every check finds 90 days or a few more, and reads 40 of them. */
const CONFIG = { start_date: '2026-03-15', advanced: { window_days: 10 } };
const PORTIONS = 3;
/**
 * In Sydney summer time ended on 2026-04-05. With either of these zones, the days from then on begin as before, with the
 * same counts, but their quarter and their month of April begin an hour earlier. Until then all days move.
 */
const [STANDARD_TIME, WITH_SUMMER_TIME] = ['Etc/GMT-10', 'Australia/Sydney'];
/** A day begins in both at 11:00 UTC. Their dates differ by one, and so do the beginnings of their months and quarters. */
const [WEST_OF_DATE_LINE, EAST_OF_DATE_LINE] = ['Pacific/Pago_Pago', 'Pacific/Tongatapu'];
const SCALE = {
  ...SCALES.tiny,
  days: 100,
  rowsPerDay: { events: 0, pageEvents: 3, featureEvents: 0, trackEvents: 0 },
  singleEventsPerDay: { guideEvents: 0, pollEvents: 0 },
  burst: 1,
  awkward: false,
};

let emulator: Emulator;
let catalog: ConfiguredCatalog;
let destination: Destination;
let config: { readonly start_date: string } & Record<string, unknown>;

afterEach(async () => {
  destination.close();
  await emulator.close();
});

async function connect(period: string, timeZone: string): Promise<void> {
  const subscription = createSubscription({ seed: 5, scale: { ...SCALE, timeZone } });
  emulator = await serve({ subscription, now: DEFAULT_NOW });
  config = { ...CONFIG, integration_key: emulator.integrationKey, base_url: emulator.url, period };
  catalog = configuredCatalog(await discoverCatalog(config), { streams: [NAME, 'daily_totals'] });
  destination = openDestination(':memory:', catalog);
}

/** Syncs a day later; resolves to what the history check says. */
function syncNextDay(isAlive: (message: AirbyteMessage) => boolean = () => true): Promise<string> {
  return syncLater(NEXT_DAY_MS, isAlive);
}

async function syncLater(ms: number, isAlive: (message: AirbyteMessage) => boolean = () => true): Promise<string> {
  emulator.clock.advance(ms);
  const now = () => emulator.clock.now();
  const { messages } = await readCatalogHere(catalog, { config, state: destination.states(), now, isAlive });
  for (const message of messages) destination.apply(message);
  return messages.flatMap(({ log }) => (/older days again/.test(log?.message ?? '') ? [log?.message] : [])).join();
}

function stateOfStream(): unknown {
  return destination.states().find(({ stream }) => stream.stream_descriptor.name === NAME)?.stream.stream_state;
}

function moveZone(timeZone: string): void {
  emulator.changes.push({ kind: 'moveZone', at: emulator.clock.now(), timeZone });
}

function differences(): readonly string[] {
  const now = emulator.clock.now();
  const stream = streamNamed({ streams: catalog.streams.map((configured) => configured.stream) }, NAME);
  const expected = expectedTable({ subscription: emulator.subscription.at(now), stream, config, now });
  const current = currentRows({ stream: NAME, rows: destination.rows(NAME), totals: destination.rows('daily_totals') });
  return compareTables(stream, expected, tableOf(current, stream));
}

describe.each(['day', 'hour'])('By %s, when the time zone moves', (period) => {
  beforeEach(async () => {
    await connect(period, STANDARD_TIME);
    await syncNextDay();
    await syncNextDay();
    expect(differences()).toEqual([]);
  });

  test('all days are read again once, in portions, also those that begin and count as before.', async () => {
    moveZone(WITH_SUMMER_TIME);
    for (let portion = 0; portion < PORTIONS; portion += 1) {
      expect(await syncNextDay()).toContain('The time zone of the subscription moved');
    }
    expect(differences()).toEqual([]);
    expect(await syncNextDay()).toBe('');
  });

  test('all days are read again after a sync that died, and after the zone has moved back.', async () => {
    moveZone(WITH_SUMMER_TIME);
    await syncNextDay(({ record }) => record?.stream !== NAME || String(record.data[period]) > '2026-05-20');
    await syncNextDay();
    moveZone(STANDARD_TIME);
    for (let portion = 0; portion < PORTIONS; portion += 1) {
      expect(await syncNextDay()).toContain('The time zone of the subscription moved');
    }
    expect(differences()).toEqual([]);
    expect(await syncNextDay()).toBe('');
  });
});

describe.each(['day', 'hour'])('By %s, when the time zone moves by 24 hours', (period) => {
  beforeEach(async () => {
    await connect(period, WEST_OF_DATE_LINE);
    await syncNextDay();
    await syncNextDay();
    moveZone(EAST_OF_DATE_LINE);
  });

  test('all days are read again once, in portions.', async () => {
    for (let portion = 0; portion < PORTIONS; portion += 1) {
      expect(await syncNextDay()).toContain('The time zone of the subscription moved');
    }
    expect(differences()).toEqual([]);
    expect(await syncNextDay()).toBe('');
  });

  test('they are read again too if a sync without a check comes first.', async () => {
    expect(await syncLater(3_600_000)).toBe('');
    for (let portion = 0; portion < PORTIONS; portion += 1) {
      expect(await syncNextDay()).toContain('The time zone of the subscription moved');
    }
    expect(differences()).toEqual([]);
  });
});

describe.each(['day', 'hour'])('By %s, when start_date moves to a later day', (period) => {
  test('a sync that dies does not make the next one take this for another time zone.', async () => {
    await connect(period, STANDARD_TIME);
    await syncNextDay();
    await syncNextDay();
    config = { ...config, start_date: '2026-03-20' };
    await syncLater(30 * DAY_MS, ({ record }) => record?.stream !== NAME || String(record.data[period]) < '2026-07-10');
    expect(stateOfStream()).toMatchObject({ made_with: { start_date: '2026-03-20' } });
    expect(await syncNextDay()).not.toContain('time zone');
  });
});
