import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { currentRowsView, DUCKDB } from '../../demo/current-rows.ts';
import { DEFAULT_NOW } from '../../emulator/data/index.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { DELETED_AT } from '../../src/streams/types.ts';
import type { Catalog, JsonRecord, Stream } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { expectedTable, streamNamed, tableOf } from '../helpers/tables.ts';
import { changesOf, LONG_HISTORY, NEW_NAME } from './changed-past.ts';
import { comparable, createCache, ON_EXECUTABLE, ON_IMAGE, type PyAirbyteCache, SYNC_TIMEOUT_MS } from './pyairbyte.ts';
import { PYAIRBYTE } from './subject.ts';

const DAY_MS = 24 * 3_600_000;
/** Its data are without the one case that docs/records.md leaves open: an empty UTC day within a day that has rows. */
const SEED = 2;
const EVENTS = ['events', 'page_events', 'feature_events', 'track_events', 'guide_events', 'poll_events'];
const LISTS = ['pages', 'page_rules', 'features', 'guides', 'guide_steps', 'polls', 'product_area_items', 'segments'];

/** The lists and the visitors do not depend on the period. */
const PERIODS = [
  { period: 'day', others: [...LISTS, 'visitors'] },
  { period: 'hour', others: [] },
] as const;

describe.skipIf(PYAIRBYTE === undefined).each(PERIODS)('PyAirbyte’s DuckDB file, by $period,', ({ period, others }) => {
  const start = new Date(DEFAULT_NOW - (LONG_HISTORY.days - 1) * DAY_MS).toISOString().slice(0, 10);
  const config = { start_date: start, period };
  const streams = [...EVENTS, 'daily_totals', ...others];
  let emulator: Emulator;
  let cache: PyAirbyteCache;
  let catalog: Catalog;
  let deletedVisitor = 'nobody yet';

  beforeAll(async () => {
    emulator = await startEmulator({ scale: LONG_HISTORY, seed: SEED });
    const whole = { ...config, integration_key: emulator.integrationKey, base_url: emulator.url };
    cache = await createCache(ON_IMAGE ?? ON_EXECUTABLE, whole);
    catalog = await discoverCatalog(whole);
  });
  afterAll(async () => {
    await cache.remove();
    await emulator.close();
  });

  /** Days begin at another time than in UTC where DuckDB runs, as on most machines of users. */
  const sync = () => cache.sync({ streams, timeZone: 'America/New_York' });

  /** What the documented view shows of events, and what a list has without the rows that are marked as deleted. */
  async function currentRows(name: string): Promise<readonly JsonRecord[]> {
    if (EVENTS.includes(name)) return cache.rows(`current_${name}`);
    const rows = await cache.rows(name);
    return rows.filter((row) => (row[DELETED_AT] ?? null) === null && row.visitor_id !== deletedVisitor);
  }

  async function differences(): Promise<string[]> {
    const all: string[] = [];
    for (const name of streams.filter((name) => name !== 'daily_totals')) {
      const stream = streamNamed(catalog, name);
      all.push(...(await differencesOf(stream)).map((difference) => `${name}: ${difference}`));
    }
    return all;
  }

  async function differencesOf(stream: Stream): Promise<string[]> {
    const { subscription, clock } = emulator;
    const expected = [...expectedTable({ subscription, stream, config, now: clock.now() }).values()];
    const found = await currentRows(stream.name);
    const table = tableOf(found.map(comparable(stream)), stream);
    const twice = found.length - table.size;
    return [
      ...compareTables(stream, tableOf(expected.map(comparable(stream)), stream), table),
      ...(twice === 0 ? [] : [`${twice} rows are there twice`]),
    ];
  }

  test('has the rows of the emulator after the first sync.', { timeout: SYNC_TIMEOUT_MS }, async () => {
    const views = EVENTS.map((name) => {
      const [time = ''] = streamNamed(catalog, name).default_cursor_field ?? [];
      return currentRowsView({ name, time, isCounted: true }, DUCKDB);
    });
    await cache.createViews(views.join('\n'));
    await sync();
    expect(await differences()).toEqual([]);
  });

  test('has them through the documented views after re-tags, resets, deletions and late rows.', {
    timeout: SYNC_TIMEOUT_MS,
  }, async () => {
    emulator.clock.advance(DAY_MS);
    const { changes, visitor } = changesOf(emulator);
    emulator.changes.push(...changes);
    deletedVisitor = visitor;
    emulator.clock.advance(DAY_MS / 24);
    await sync();
    expect(await differences()).toEqual([]);
    for (const name of EVENTS) {
      expect((await cache.rows(name)).length, name).toBeGreaterThan((await currentRows(name)).length);
    }
  });

  test.runIf(others.length > 0)(
    'has a silent rename, and keeps what is gone from lists, marked, and deleted visitors.',
    async () => {
      expect((await cache.rows('features')).filter(({ name }) => name === NEW_NAME).length).toBe(1);
      const marked = async (name: string) => (await cache.rows(name)).filter((row) => row[DELETED_AT] != null).length;
      expect(await marked('pages')).toBe(1);
      expect(await marked('guides')).toBe(1);
      expect(await marked('segments')).toBe(1);
      expect(await marked('guide_steps')).toBeGreaterThan(0);
      expect((await cache.rows('visitors')).filter((row) => row.visitor_id === deletedVisitor).length).toBe(1);
    },
  );
});
