import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSubscription, DEFAULT_NOW, SCALES } from '../../emulator/data/index.ts';
import { type Emulator, serve } from '../../emulator/start.ts';
import type { JsonRecord } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { expectComplete, readEmulator, stateOf } from '../helpers/read-emulator.ts';
import type { ReadHereResult } from '../helpers/read-here.ts';
import { readCatalogHere } from '../helpers/read-here.ts';
import { configuredCatalog, lastStates, recordsOf } from '../helpers/run.ts';
import { midnightOf, type RowConfig } from '../helpers/streams/rows.ts';
import { expectedTable, tableOf } from '../helpers/tables.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STREAMS = [
  ...['events', 'page_events', 'feature_events', 'track_events', 'guide_events', 'poll_events', 'email_events'],
  ...['single_events', 'recordings', 'daily_totals'],
];
const SCALE = {
  ...SCALES.tiny,
  rowsPerDay: { events: 30, pageEvents: 15, featureEvents: 15, trackEvents: 15 },
  burst: 2,
  singleEventsPerDay: { guideEvents: 40, pollEvents: 40 },
};

let emulator: Emulator;
afterEach(() => emulator.close());

function subscriptionIn(timeZone: string, days = 12) {
  return createSubscription({ seed: 11, scale: { ...SCALE, timeZone, days } });
}

async function start(timeZone: string, now = DEFAULT_NOW): Promise<void> {
  const days = Math.ceil((DEFAULT_NOW - now) / DAY_MS) + 12;
  emulator = await serve({ subscription: subscriptionIn(timeZone, days), now });
}

const timeOf = (record: JsonRecord) =>
  Date.parse(String(record.day ?? record.hour ?? record.browser_time ?? record.recording_start_time));

function logOf({ messages }: ReadHereResult): readonly string[] {
  return messages.flatMap(({ log }) => log?.message ?? []);
}

/** Rows that differ from those of the subscription's days, and the local dates that the rows have. */
function compared(run: ReadHereResult, name: string, config: RowConfig) {
  const stream = run.catalog.streams.map((configured) => configured.stream).find((one) => one.name === name);
  if (stream === undefined) throw new Error(`There is no stream ${name}.`);
  const { subscription, clock } = emulator;
  const expected = expectedTable({ subscription, stream, config, now: clock.now() });
  const records = recordsOf(run.messages, name);
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: subscription.timeZone, dateStyle: 'short' });
  const dates = [...new Set(records.map((record) => local.format(timeOf(record))))].sort();
  return { differences: compareTables(stream, expected, tableOf(records, stream)), dates };
}

describe.each([
  ['Pacific/Kiritimati', '2026-06-08', '+14:00', DEFAULT_NOW],
  ['Asia/Tokyo', '2026-06-08', '+09:00', DEFAULT_NOW],
  ['UTC', '2026-06-08', '+00:00', DEFAULT_NOW],
  ['America/New_York', '2026-06-08', '-04:00', DEFAULT_NOW],
  ['Etc/GMT+12', '2026-06-08', '-12:00', DEFAULT_NOW],
  // The clocks change inside of the range, or on one of its edges.
  ['America/New_York', '2026-03-07', '-05:00', Date.parse('2026-03-15T12:00:00Z')],
  ['Europe/Berlin', '2026-03-27', '+01:00', Date.parse('2026-04-03T12:00:00Z')],
  ['Australia/Sydney', '2026-04-05', '+11:00', Date.parse('2026-04-15T12:00:00Z')],
  // Midnight itself is skipped.
  ['Asia/Beirut', '2026-03-29', '+02:00', Date.parse('2026-04-05T12:00:00Z')],
])('In %s, from %s,', (timeZone, startDate, offset, now) => {
  beforeEach(() => start(timeZone, now));

  test.each(['day', 'hour'] as const)('start_date and end_date are days of that zone, by %s.', async (period) => {
    const end_date = new Date(Date.parse(startDate) + 2 * DAY_MS).toISOString().slice(0, 10);
    const config = { start_date: startDate, end_date, period };
    const access = { integration_key: emulator.integrationKey, base_url: emulator.url };
    const catalog = configuredCatalog(await discoverCatalog({ ...config, ...access }), { streams: STREAMS });
    const run = await readCatalogHere(catalog, { config: { ...config, ...access } });
    expect(run.errors).toEqual([]);
    for (const name of STREAMS) {
      const { differences, dates } = compared(run, name, config);
      expect(differences.map((difference) => `${name}: ${difference}`)).toEqual([]);
      expect([name, dates.at(0), dates.at(-1)]).toEqual([name, startDate, end_date]);
    }
    const said = logOf(run).filter((line) => line.includes("this subscription's days"));
    expect(said).toEqual([`Pendo counts this subscription's days from midnight UTC${offset} (on ${startDate}).`]);
  });
});

const CONFIG = { start_date: '2026-06-10' };
const MIDNIGHT_IN_TOKYO = Date.parse('2026-06-09T15:00:00Z');

describe('When Pendo does not tell the time zone, a sync reads a little more and does not fail:', () => {
  beforeEach(() => start('Asia/Tokyo'));

  test.each([
    ['it refuses the request', { status: 400, body: 'unknown function date' }],
    ['startTime is the moment of the request', { body: `{"startTime":${DEFAULT_NOW},"results":[]}` }],
    ['startTime is not a full hour', { body: `{"startTime":${MIDNIGHT_IN_TOKYO + 60_000},"results":[]}` }],
    ['startTime is missing', { body: '{"results":[]}' }],
    ['startTime is in seconds', { body: `{"startTime":${MIDNIGHT_IN_TOKYO / 1000},"results":[]}` }],
    ['startTime is too large for a date', { body: '{"startTime":1e300,"results":[]}' }],
    ['startTime is not a number', { body: '{"startTime":{"a":[]},"results":[]}' }],
    ['a row is null', { body: `{"startTime":${MIDNIGHT_IN_TOKYO},"results":[null]}` }],
    ['the answer is not an object', { body: '[]' }],
    [
      'the rows of that day begin at another time',
      { body: `{"startTime":${MIDNIGHT_IN_TOKYO},"results":[{"day":${MIDNIGHT_IN_TOKYO + 9 * HOUR_MS}}]}` },
    ],
  ])('%s.', async (_reason, answer) => {
    emulator.faults.add({ match: { body: /source-pendo time-zone/ }, contentType: 'application/json', ...answer });
    const run = await readEmulator(emulator, 'page_events', { ...CONFIG, period: 'hour' });
    expectComplete(run);
    const times = recordsOf(run.messages, 'page_events').map(timeOf);
    expect(Math.min(...times)).toBeLessThan(MIDNIGHT_IN_TOKYO);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(MIDNIGHT_IN_TOKYO - 5 * HOUR_MS);
    const log = logOf(run).join('\n');
    expect(log).not.toContain("this subscription's days");
    expect(log).toContain("Pendo does not tell when 2026-06-10 begins in the subscription's time zone");
    // The next sync knows the time zone: it reads no rows of the day before, and misses none of its own.
    emulator.faults.clear();
    emulator.clock.advance(25 * HOUR_MS);
    const next = await readEmulator(emulator, 'page_events', { ...CONFIG, period: 'hour' }, lastStates(run.messages));
    expectComplete(next);
    const first = Math.min(...recordsOf(next.messages, 'page_events').map(timeOf));
    expect(first).toBeGreaterThanOrEqual(MIDNIGHT_IN_TOKYO);
    expect(first).toBeLessThan(MIDNIGHT_IN_TOKYO + DAY_MS);
  });
});

test('When Pendo tells two midnights that cannot be of one time zone, a sync trusts neither.', async () => {
  await start('Asia/Tokyo');
  const answer = (day: number, hour: number) => ({
    match: { body: new RegExp(`source-pendo time-zone.*date\\(2026, 6, ${day}\\)`) },
    ...{ contentType: 'application/json', body: `{"startTime":${Date.UTC(2026, 5, day, hour)},"results":[]}` },
  });
  emulator.faults.add(answer(10, 12));
  emulator.faults.add(answer(11, -14));
  const run = await readEmulator(emulator, 'page_events', { ...CONFIG, end_date: '2026-06-10', period: 'hour' });
  expectComplete(run);
  const times = recordsOf(run.messages, 'page_events').map(timeOf);
  const isOfDay = (time: number) => time >= MIDNIGHT_IN_TOKYO && time < MIDNIGHT_IN_TOKYO + DAY_MS;
  const rows = emulator.subscription.events(
    { source: 'pageEvents', period: 'hourRange', blacklist: 'apply', ...allAppsAndTimes() },
    emulator.clock.now(),
  );
  const expected = [...rows].filter(({ hour }) => isOfDay(Number(hour)));
  expect(times.filter(isOfDay)).toHaveLength(expected.length);
  expect(logOf(run).join('\n')).toContain('cannot be of one time zone');
});

function allAppsAndTimes() {
  const { subscription, clock } = emulator;
  return { appIds: subscription.apps.map(({ id }) => id), from: 0, to: clock.now() };
}

test('When Pendo refuses the key in this request, the sync fails.', async () => {
  await start('Asia/Tokyo');
  emulator.faults.add({ match: { body: /source-pendo time-zone/ }, status: 403 });
  emulator.faults.add({ match: { path: '/token/verify', nth: 2, times: 99 }, status: 403 });
  const run = await readEmulator(emulator, 'page_events', CONFIG);
  expect(run.exitCode).toBe(1);
  expect(recordsOf(run.messages, 'page_events')).toEqual([]);
});

describe.each(['page_events', 'guide_events'])('When the time zone moves east, a sync of %s', (name) => {
  const config = { ...CONFIG, start_date: '2026-05-10', period: 'hour', history_check: false };

  test('reads the hours by which start_date now begins earlier, once.', async () => {
    let current = subscriptionIn('America/New_York', 45);
    const moving = new Proxy(current, { get: (_target, property) => Reflect.get(current, property) });
    emulator = await serve({ subscription: moving, now: DEFAULT_NOW });
    const before = await readEmulator(emulator, name, config);
    expectComplete(before);
    const oldStart = midnightOf(current, Date.parse(config.start_date));
    expect(stateOf(before)?.read_from).toBe(new Date(oldStart).toISOString());

    current = subscriptionIn('Asia/Tokyo', 45);
    const newStart = midnightOf(current, Date.parse(config.start_date));
    emulator.clock.advance(HOUR_MS);
    const after = await readEmulator(emulator, name, config, lastStates(before.messages));
    expectComplete(after);
    expect(stateOf(after)?.read_from).toBe(new Date(newStart).toISOString());
    const stream = after.catalog.streams[0]?.stream;
    if (stream === undefined) throw new Error('There is no stream.');
    const isMissed = (record: JsonRecord) => timeOf(record) < oldStart;
    const all = expectedTable({
      subscription: current,
      stream,
      config: { start_date: config.start_date, period: 'hour' },
      now: emulator.clock.now(),
    });
    const missed = new Map([...all].filter(([, record]) => isMissed(record)));
    expect(missed.size).toBeGreaterThan(3);
    const found = recordsOf(after.messages, name).filter(isMissed);
    expect(compareTables(stream, missed, tableOf(found, stream))).toEqual([]);

    emulator.clock.advance(HOUR_MS);
    const again = await readEmulator(emulator, name, config, lastStates(after.messages));
    expectComplete(again);
    expect(recordsOf(again.messages, name).filter(isMissed)).toEqual([]);
  });
});
