import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_NOW, SCALES } from '../../emulator/data/index.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { expectComplete, readEmulator } from '../helpers/read-emulator.ts';
import type { ReadHereResult } from '../helpers/read-here.ts';
import { lastStates, recordsOf } from '../helpers/run.ts';
import type { RowConfig } from '../helpers/streams/rows.ts';
import { expectedTable, tableOf } from '../helpers/tables.ts';

const NAME = 'daily_totals';

describe.each([
  ['Pacific/Kiritimati', 5],
  ['Etc/GMT+12', 5],
  ['Asia/Tokyo', 5],
  // Summer time began on 2026-03-08 and on 2026-03-29: the days since then begin an hour earlier.
  ['America/New_York', 105],
  ['Europe/Berlin', 85],
  // South of the equator it ended on 2026-04-05.
  ['Australia/Sydney', 80],
])('In %s, the daily totals', (timeZone, length) => {
  let emulator: Emulator;
  /** The first sync. */
  let first: ReadHereResult;
  beforeAll(async () => {
    emulator = await startEmulator({
      scale: {
        ...SCALES.tiny,
        timeZone,
        days: length,
        rowsPerDay: { events: 8, pageEvents: 4, featureEvents: 3, trackEvents: 3 },
        burst: 4,
        singleEventsPerDay: { guideEvents: 8, pollEvents: 5 },
      },
    });
    first = await readEmulator(emulator, NAME, CONFIG);
  });
  afterEach(() => {
    emulator.clock.set(DEFAULT_NOW);
    emulator.behaviour.maxRows = undefined;
  });
  afterAll(() => emulator.close());

  function differences(run: ReadHereResult, records = recordsOf(run.messages, NAME), config: RowConfig = CONFIG) {
    const stream = run.catalog.streams[0]?.stream;
    if (stream === undefined) throw new Error('There is no stream.');
    const expected = expectedTable({ subscription: emulator.subscription, stream, config, now: emulator.clock.now() });
    expect(expected.size).toBeGreaterThan(15);
    return compareTables(stream, expected, tableOf(records, stream));
  }

  const CONFIG = { start_date: '2026-02-28' };

  test('are those of its days, also after syncs on the next two days.', async () => {
    expectComplete(first);
    expect(differences(first)).toEqual([]);
    emulator.clock.advance(25 * 3_600_000);
    const second = await readEmulator(emulator, NAME, CONFIG, lastStates(first.messages));
    expectComplete(second);
    expect(differences(second)).toEqual([]);
    emulator.clock.advance(3_600_000);
    const third = await readEmulator(emulator, NAME, CONFIG, lastStates(second.messages));
    emulator.clock.advance(24 * 3_600_000);
    const fourth = await readEmulator(emulator, NAME, CONFIG, lastStates(third.messages));
    expect(recordsOf(third.messages, NAME).length).toBeLessThan(recordsOf(second.messages, NAME).length);
    const all = [first, second, third, fourth].flatMap(({ messages }) => recordsOf(messages, NAME));
    expect(differences(fourth, all)).toEqual([]);
  });

  test('are counted by day also with the period hour, for the apps of app_ids, and up to end_date.', async () => {
    const config = {
      start_date: '2026-03-20',
      end_date: '2026-06-13',
      period: 'hour',
      app_ids: '-323232, 6012345678901248',
    } as const;
    const run = await readEmulator(emulator, NAME, config);
    expectComplete(run);
    expect(differences(run, undefined, config).filter((line) => !line.startsWith('… '))).toEqual([]);
  });

  test('are the same when Pendo answers that a window is too large and the source halves it.', async () => {
    Object.assign(emulator.behaviour, { maxRows: length, tooBig: '408' });
    const run = await readEmulator(emulator, NAME, CONFIG);
    expectComplete(run);
    expect(emulator.requests.count(({ status }) => status === 408)).toBeGreaterThan(0);
    const sorted = (result: ReadHereResult) =>
      recordsOf(result.messages, NAME)
        .map(({ read_at: _, ...row }) => JSON.stringify(row))
        .sort();
    expect(sorted(run)).toEqual(sorted(first));
  });
});
