import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_NOW, isAnonymous, SCALES } from '../../emulator/data/index.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { AirbyteMessage, JsonRecord, Stream } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { expectComplete, stateOf, warningsOf } from '../helpers/read-emulator.ts';
import { type ReadHereResult, readHere } from '../helpers/read-here.ts';
import { lastStates, recordsOf } from '../helpers/run.ts';
import { expectedTable, tableOf, withoutEdges } from '../helpers/tables.ts';

const STREAM = 'visitor_history';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = '2026-06-01';

let emulator: Emulator;
/** The first read of a connection. */
let first: SyncResult;

beforeAll(async () => {
  emulator = await startEmulator({ scale: { ...SCALES.small, visitors: 30, awkward: false } });
  first = await sync();
});
afterEach(() => {
  emulator.clock.set(DEFAULT_NOW);
  emulator.faults.clear();
  Object.assign(emulator.behaviour, { maxRows: undefined, maxRowsOf: 'returned' });
});
afterAll(() => emulator.close());

interface Sync {
  readonly config?: object;
  readonly state?: readonly unknown[];
  readonly isAlive?: (message: AirbyteMessage) => boolean;
}

interface SyncResult {
  readonly run: ReadHereResult;
  /** The pairs of a visitor and a time for which history was asked, in their order. */
  readonly asked: readonly string[];
  readonly aggregations: number;
}

async function sync({ config = {}, ...rest }: Sync = {}): Promise<SyncResult> {
  emulator.requests.clear();
  const access = { integration_key: emulator.integrationKey, base_url: emulator.url, start_date: START };
  const now = () => Math.floor(emulator.clock.date());
  const run = await readHere(STREAM, { config: { ...access, ...config }, now, ...rest });
  const aggregations = emulator.requests.count(({ path }) => path.endsWith('/aggregation'));
  return { run, asked: askedPairs(), aggregations };
}

function askedPairs(): readonly string[] {
  return emulator.requests.all().flatMap(({ path, query }) => {
    const [, visitor] = /visitor\/([^/]+)\/history$/.exec(path) ?? [];
    return visitor === undefined ? [] : [`${query.starttime} ${decodeURIComponent(visitor)}`];
  });
}

/** The pairs of a visitor and a day in UTC with events in Pendo now, also of visitors on the exclude list. */
function activePairs(withAnonymous = false): readonly string[] {
  const { subscription, clock } = emulator;
  const query = { period: 'hourRange', blacklist: 'ignore', appIds: subscription.apps.map(({ id }) => id) } as const;
  const range = { from: Date.parse(START) - DAY_MS, to: clock.now() };
  const pairs = (['events', 'guideEvents', 'pollEvents'] as const).flatMap((source) =>
    [...subscription.events({ ...query, ...range, source }, clock.now())].map(
      ({ visitorId, hour, browserTime }) =>
        `${Math.floor(Number(hour ?? browserTime) / DAY_MS) * DAY_MS} ${String(visitorId)}`,
    ),
  );
  const isWanted = (pair: string) => withAnonymous || !isAnonymous(pair.split(' ')[1] ?? '');
  return [...new Set(pairs)].filter(isWanted);
}

/** How what the syncs brought together differs from what Pendo has. */
function differences(...runs: readonly ReadHereResult[]): readonly string[] {
  const stream = runs[0]?.catalog.streams[0]?.stream as Stream;
  const input = { config: { start_date: START }, now: emulator.clock.now() };
  const expected = expectedTable({ subscription: emulator.subscription, stream, ...input });
  const records = runs.flatMap(({ messages }) => recordsOf(messages, STREAM) as JsonRecord[]);
  return compareTables(stream, expected, tableOf(withoutEdges(records, stream, input), stream));
}

const refusedActivity = (status: number, body = 'no') => ({
  match: { source: 'events', body: /"group":\["visitorId"/ },
  ...{ status, body },
});

describe('The first read', () => {
  test('asks once for each pair of a visitor and a day with events and for nothing else, the newest day first.', () => {
    const { run, asked, aggregations } = first;
    expectComplete(run);
    expect(warningsOf(run).filter((warning) => !warning.includes('skipped'))).toEqual([]);
    expect(differences(run)).toEqual([]);
    // A visitor whom Pendo does not know is asked for once more.
    expect([...new Set(asked)].toSorted()).toEqual(activePairs().toSorted());
    const lots = asked.map((pair) => Number(pair.split(' ')[0])).filter((_, index) => index % 40 === 0);
    expect(lots).toEqual(lots.toSorted((left, right) => right - left));
    // Three sources, and windows of 3, 6 and 12 days.
    expect(aggregations).toBe(9);
  });

  test('reads all apps, and anonymous visitors if the config asks for them.', async () => {
    const config = { app_ids: '1', exclude_list: 'only', include_anonymous_visitors: true };
    const { run, asked } = await sync({ config });
    expectComplete(run);
    expect([...new Set(asked)].toSorted()).toEqual(activePairs(true).toSorted());
  });

  test.each(['returned', 'scanned'] as const)(
    'halves windows that are too large, and reads days that are too large by ranges of visitors (%s rows).',
    async (maxRowsOf) => {
      Object.assign(emulator.behaviour, { maxRows: maxRowsOf === 'returned' ? 9 : 1500, maxRowsOf });
      const { run, asked } = await sync({ config: { advanced: { page_size: 10 } } });
      expect(warningsOf(run).join()).not.toContain('first and the last visit');
      expectComplete(run);
      expect(differences(run)).toEqual([]);
      expect([...new Set(asked)].toSorted()).toEqual(activePairs().toSorted());
    },
  );
});

test('An hour later the next sync reads only the newest two days, and a day later the lookback.', async () => {
  emulator.clock.advance(HOUR_MS);
  const hourLater = await sync({ state: lastStates(first.run.messages) });
  const daysOf = (asked: readonly string[]) => new Set(asked.map((pair) => pair.split(' ')[0])).size;
  expectComplete(hourLater.run);
  expect(daysOf(hourLater.asked)).toBe(2);
  expect(hourLater.aggregations).toBe(3);
  emulator.clock.advance(24 * HOUR_MS);
  const dayLater = await sync({ state: lastStates(hourLater.run.messages) });
  expectComplete(dayLater.run);
  expect(daysOf(dayLater.asked)).toBeGreaterThanOrEqual(12);
  expect(daysOf(dayLater.asked)).toBeLessThanOrEqual(13);
});

describe('A read that is killed', () => {
  /** Dies before the nth state. */
  const dyingAt = (nth: number) => {
    let states = 0;
    return (message: AirbyteMessage) => message.type !== 'STATE' || ++states < nth;
  };

  test('continues with the visitors and days that are left, from a small state.', async () => {
    const whole = activePairs().length;
    const killed = await sync({ isAlive: dyingAt(3) });
    expect(killed.run.exitCode).toBeUndefined();
    const state = lastStates(killed.run.messages);
    expect(JSON.stringify(state).length).toBeLessThan(1000);
    expect(stateOf(killed.run)?.modified_ts).toBe('1970-01-01T00:00:00.000Z');

    emulator.clock.advance(HOUR_MS);
    const next = await sync({ state });
    expectComplete(next.run);
    expect(differences(killed.run, next.run)).toEqual([]);
    const resume = stateOf(killed.run)?.resume;
    const { day, after } = resume as { day: string; after: string };
    const isAgain = (pair: string) => {
      const [start = '', visitor = ''] = pair.split(' ');
      return Number(start) === Date.parse(day) ? visitor <= after : Number(start) > Date.parse(day);
    };
    const again = next.asked.filter(isAgain).map((pair) => Number(pair.split(' ')[0]));
    // Beside what is left, the newest days are read again.
    expect(Math.min(...again)).toBeGreaterThan(emulator.clock.now() - 3 * DAY_MS);
    expect(next.asked.length).toBeLessThan(whole);
    expect(stateOf(next.run)).not.toHaveProperty('resume');
  });

  test('inside a deep read keeps the time of the last deep read until a sync has finished this one.', async () => {
    const deepReadAt = stateOf(first.run)?.deep_read_at;
    emulator.clock.advance(25 * HOUR_MS);
    const killed = await sync({ state: lastStates(first.run.messages), isAlive: dyingAt(2) });
    expect(stateOf(killed.run)).toMatchObject({ deep_read_at: deepReadAt, resume: { deep: true } });

    emulator.clock.advance(HOUR_MS);
    const next = await sync({ state: lastStates(killed.run.messages) });
    expectComplete(next.run);
    expect(Date.parse(String(stateOf(next.run)?.deep_read_at))).toBeGreaterThan(Date.parse(String(deepReadAt)));
    expect(differences(first.run, killed.run, next.run)).toEqual([]);
  });
});

describe('When Pendo refuses to list the days with activity', () => {
  test.each([400, 403])(
    'with %i, the sync reads all days between first and last visit, and one warning says so.',
    async (status) => {
      emulator.faults.add({ ...refusedActivity(status), retryAfter: { seconds: 0 } });
      const { run, asked } = await sync();
      expectComplete(run);
      expect(warningsOf(run).filter((warning) => warning.includes('first and the last visit'))).toHaveLength(1);
      expect(asked.length).toBeGreaterThan(1.5 * activePairs().length);
      // A visitor of whom Pendo tells no visit is not asked for.
      const known = (difference: string) => !difference.startsWith('missing ["user000010@example.com"');
      expect(differences(run).filter(known)).toEqual([]);
    },
  );

  test('because even one visitor is too much, the sync reads all days between first and last visit too.', async () => {
    emulator.faults.add(refusedActivity(400, 'Query exceeded memory limit'));
    const { run } = await sync();
    expectComplete(run);
    expect(warningsOf(run).filter((warning) => warning.includes('first and the last visit'))).toHaveLength(1);
    expect(emulator.requests.count(({ source }) => source === 'events')).toBeLessThanOrEqual(60);
  });

  test('because it is down (HTTP 500), the stream fails.', async () => {
    emulator.faults.add({ ...refusedActivity(500), retryAfter: { seconds: 0 } });
    const { run, asked } = await sync();
    expect(run.exitCode).toBe(1);
    expect(asked).toEqual([]);
  });

  test('after the first window, the sync reads the rest by visits.', async () => {
    const second = refusedActivity(400);
    emulator.faults.add({ ...second, match: { ...second.match, nth: 2, times: 99 } });
    const { run } = await sync();
    expect(run.exitCode).toBe(0);
    const known = (difference: string) => !difference.startsWith('missing ["user000010@example.com"');
    expect(differences(run).filter(known)).toEqual([]);
  });
});
