import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { Catalog } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { expectedTable, tableOf, withoutEdges } from '../helpers/tables.ts';
import {
  comparable,
  createCache,
  ON_EXECUTABLE,
  ON_IMAGE,
  type PyAirbyteCache,
  SYNC_TIMEOUT_MS,
  type Target,
} from './pyairbyte.ts';
import { PYAIRBYTE } from './subject.ts';

const CONFIG = { start_date: '2026-06-01' };
const HOUR_MS = 3_600_000;
/** The newest two days, and the rest of the day in which the older one begins. */
const NEWEST_MS = 72 * HOUR_MS;
const LONGEST_DAY_MS = 26 * HOUR_MS;

const executable: readonly Target[] = process.env.PYAIRBYTE_KIND === 'image' ? [] : [ON_EXECUTABLE];
const image: readonly Target[] = ON_IMAGE === undefined ? [] : [ON_IMAGE];

describe.skipIf(PYAIRBYTE === undefined).each([...executable, ...image])('PyAirbyte with the %s %s', (...target) => {
  let cache: PyAirbyteCache;
  let emulator: Emulator;
  let catalog: Catalog;
  let first: number;
  let second: number;

  beforeAll(async () => {
    emulator = await startEmulator({ scale: 'tiny' });
    const config = { ...CONFIG, integration_key: emulator.integrationKey, base_url: emulator.url };
    cache = await createCache(target, config);
    catalog = await discoverCatalog(config);
  });
  afterAll(async () => {
    await cache.remove();
    await emulator.close();
  });

  async function sync(): Promise<number> {
    const { records, streams } = await cache.sync();
    expect(streams).toEqual(catalog.streams.map(({ name }) => name).sort());
    return records;
  }

  async function differences(): Promise<string[]> {
    const all: string[] = [];
    for (const stream of catalog.streams) {
      const range = { config: CONFIG, now: emulator.clock.now() };
      const expected = expectedTable({ subscription: emulator.subscription, stream, ...range });
      const rows = withoutEdges(await cache.rows(stream.name), stream, range);
      const found = compareTables(
        stream,
        tableOf([...expected.values()].map(comparable(stream)), stream),
        tableOf(rows.map(comparable(stream)), stream),
      );
      all.push(...found.map((difference) => `${stream.name}: ${difference}`));
    }
    return all;
  }

  test('reads all streams in full, and the tables have the rows of the emulator.', {
    timeout: SYNC_TIMEOUT_MS,
  }, async () => {
    first = await sync();
    expect(await differences()).toEqual([]);
  });

  test('continues from its state after a day on which rows came late, and the tables have them.', {
    timeout: SYNC_TIMEOUT_MS,
  }, async () => {
    emulator.clock.advance(26 * HOUR_MS);
    expect(await differences()).not.toEqual([]);
    second = await sync();
    expect(await differences()).toEqual([]);
    expect(second).toBeGreaterThan(0);
  });

  test('reads only the newest buckets an hour later.', { timeout: SYNC_TIMEOUT_MS }, async () => {
    const newest = emulator.clock.now() - NEWEST_MS;
    emulator.clock.advance(HOUR_MS);
    emulator.requests.clear();
    expect(await sync()).toBeLessThan(Math.min(first, second));
    const begins = emulator.requests.all().flatMap(({ body }) => {
      const text = JSON.stringify(body) ?? '';
      const [, first] = /"first":(\d+)/.exec(text) ?? [];
      // daily_totals counts one day more.
      return first === undefined ? [] : [Number(first) + (/daily_totals/.test(text) ? LONGEST_DAY_MS : 0)];
    });
    expect(begins.length).toBeGreaterThan(0);
    expect(begins.filter((begin) => begin < newest)).toEqual([]);
  });
});
