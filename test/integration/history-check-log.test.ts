import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSubscription, DEFAULT_NOW, type EmulatedSubscription, SCALES } from '../../emulator/data/index.ts';
import { type Emulator, serve } from '../../emulator/start.ts';
import type { PendoRow } from '../../emulator/types.ts';
import { expectComplete, readEmulator } from '../helpers/read-emulator.ts';
import { lastStates } from '../helpers/run.ts';
import { midnightOf } from '../helpers/streams/rows.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** After which the next sync checks the history. */
const NEXT_DAY_MS = 25 * HOUR_MS;
const START_DATE = '2026-05-02';
const SCALE = {
  ...SCALES.tiny,
  days: 50,
  rowsPerDay: { events: 0, pageEvents: 20, featureEvents: 0, trackEvents: 0 },
  singleEventsPerDay: { guideEvents: 0, pollEvents: 0 },
  burst: 2,
};
/** The days that change, by their number in May. */
const CHANGED_DAYS = [3, 4, 5, 8];
const NAMED_DAYS = '2026-05-03 to 2026-05-05, 2026-05-08';

let emulator: Emulator;
/** The subscription, and what has changed in its past. */
let world: EmulatedSubscription;
let rewrite: (row: PendoRow) => readonly PendoRow[];
let state: readonly unknown[];
/** The state after three daily syncs. */
let stateBefore: readonly unknown[];

const inNewYork = subscriptionIn('America/New_York');

beforeAll(async () => {
  world = inNewYork;
  rewrite = (row) => [row];
  state = [];
  const changing = new Proxy(world, {
    get: (_target, property) => (property === 'events' ? events : Reflect.get(world, property)),
  });
  emulator = await serve({ subscription: changing, now: DEFAULT_NOW });
  // The first check of a history as short as this reads it once more.
  await sync();
  expect(await sync()).toMatch(
    /reading \d+ older days again, because they are compared for the first time: 2026-05-02 to /,
  );
  expect(await sync()).toBe('');
  stateBefore = state;
});
beforeEach(() => {
  world = inNewYork;
  rewrite = (row) => [row];
  state = stateBefore;
  emulator.clock.set(DEFAULT_NOW + 3 * NEXT_DAY_MS);
});
afterAll(() => emulator.close());

function subscriptionIn(timeZone: string): EmulatedSubscription {
  return createSubscription({ seed: 4, scale: { ...SCALE, timeZone } });
}

function events(...input: Parameters<EmulatedSubscription['events']>): Iterable<PendoRow> {
  return Iterator.from(world.events(...input)).flatMap(rewrite);
}

/** A sync a day after the last one; resolves to what the history check says. */
async function sync(): Promise<string> {
  emulator.clock.advance(NEXT_DAY_MS);
  const run = await readEmulator(emulator, 'page_events', { start_date: START_DATE }, state);
  expectComplete(run);
  state = lastStates(run.messages);
  return run.messages.flatMap(({ log }) => (/older days again/.test(log?.message ?? '') ? [log?.message] : [])).join();
}

function isChanged({ day }: PendoRow): boolean {
  return CHANGED_DAYS.some((number) => midnightOf(world, Date.UTC(2026, 4, number)) === Number(day));
}

function rowsOfChangedDays(): readonly PendoRow[] {
  const query = {
    source: 'pageEvents',
    period: 'dayRange',
    from: Date.UTC(2026, 4, 1),
    to: Date.UTC(2026, 4, 20),
    appIds: world.apps.map(({ id }) => id),
    blacklist: 'apply',
  } as const;
  return [...world.events(query, emulator.clock.now())].filter(isChanged);
}

const isOdd = ({ numEvents }: PendoRow) => Number(numEvents) % 2 === 1;

describe('The log names the days that differ, the number of their rows before and now, and the likely reasons:', () => {
  test('rows that Pendo deleted.', async () => {
    rewrite = (row) => (isChanged(row) && isOdd(row) ? [] : [row]);
    const rows = rowsOfChangedDays();
    const left = rows.filter((row) => !isOdd(row));
    expect(left.length).toBeLessThan(rows.length);
    expect(await sync()).toBe(
      `page_events: reading 4 older days again, because Pendo counts other rows than before on ${NAMED_DAYS}: ${rows.length} rows before, ${left.length} now. Rows go when pages or features are tagged anew, guides are reset, visitors are deleted, or the exclude list grows.`,
    );
    expect(await sync()).toBe('');
  });

  test('rows that came late.', async () => {
    rewrite = (row) => (isChanged(row) ? [row, { ...row, visitorId: `late ${String(row.visitorId)}` }] : [row]);
    const { length } = rowsOfChangedDays();
    expect(await sync()).toContain(
      `${NAMED_DAYS}: ${length} rows before, ${2 * length} now. Rows come when data is late, `,
    );
    expect(await sync()).toBe('');
  });

  test('rows with other counts.', async () => {
    rewrite = (row) => [isChanged(row) ? { ...row, numEvents: Number(row.numEvents) + 1 } : row];
    const { length } = rowsOfChangedDays();
    expect(await sync()).toContain(
      `${NAMED_DAYS}: ${length} rows before, ${length} now. Such changes come from pages and features that are tagged anew`,
    );
  });

  test('a time zone that moved.', async () => {
    world = subscriptionIn('Asia/Tokyo');
    expect(await sync()).toMatch(
      /^page_events: reading \d+ older days again, because Pendo counts other rows than before on 2026-05-02 to 2026-06-\d\d: \d+ rows before, \d+ now\. The time zone of the subscription moved, so its days, weeks or months begin at another time\. 1 more are compared for the first time\.$/,
    );
    expect(await sync()).toBe('');
  });

  test('a time zone that moved after an older state, which holds one midnight.', async () => {
    state = JSON.parse(JSON.stringify(state).replace(/"midnights":\[.*"([^"]*)"\]\]/, '"midnight":"$1"'));
    expect(JSON.stringify(state)).toMatch(/"midnight":"2026-06-\d\dT04:00:00.000Z"/);
    world = subscriptionIn('Asia/Tokyo');
    expect(await sync()).toContain('The time zone of the subscription moved');
    expect(await sync()).toBe('');
  });

  test('after a state without the numbers of rows, only the number of rows now.', async () => {
    rewrite = (row) => (isChanged(row) && isOdd(row) ? [] : [row]);
    const left = rowsOfChangedDays().filter((row) => !isOdd(row));
    state = JSON.parse(JSON.stringify(state).replace(/,"rows":"[^"]*"/, ''));
    expect(await sync()).toContain(`${NAMED_DAYS}: ${left.length} rows now. Such changes come from`);
  });
});

test('The log says that the oldest days wait for the next syncs when there are too many for one.', async () => {
  rewrite = (row) => (Number(row.day) < DEFAULT_NOW - 20 * DAY_MS && isOdd(row) ? [] : [row]);
  emulator.clock.advance(NEXT_DAY_MS);
  const config = { start_date: START_DATE, advanced: { window_days: 1 } };
  const run = await readEmulator(emulator, 'page_events', config, state);
  const log = run.messages.map((message) => message.log?.message).join('\n');
  expect(log).toMatch(/reading 4 older days again.* The \d+ oldest of them are read with the next syncs\./);
});
