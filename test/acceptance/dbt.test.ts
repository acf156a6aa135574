import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCALES } from '../../emulator/data/index.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { STREAMS } from '../../src/streams/index.ts';
import { EXECUTABLE } from '../helpers/run.ts';
import { pullFacts } from '../helpers/streams/index.ts';
import type { RowConfig } from '../helpers/streams/rows.ts';
import { CASES } from './dbt/cases.ts';
import { differences } from './dbt/differences.ts';
import { EXPECTED } from './dbt/expected/index.ts';
import { type Truth, truthOf } from './dbt/expected/truth.ts';
import { countsOfViews, cutOff, eventsByDate, trueEventsByDate } from './dbt/fivetran.ts';
import {
  createProject,
  describedModels,
  FIVETRAN_SCHEMA,
  modelRows,
  type NodeResult,
  type Project,
} from './dbt/project.ts';
import { openWarehouse, type Warehouse } from './dbt/warehouse.ts';
import { DBT_FOLDER, PYAIRBYTE, PYTHON_FOLDER } from './subject.ts';

const HOUR_MS = 3_600_000;
const TIMEOUT_MS = 600_000;
const LOOKBACK_DAYS = 2;

describe.skipIf(DBT_FOLDER === undefined).each(CASES)('dbt on $warehouse, by $period, $timeZone', (each) => {
  const config: RowConfig = { start_date: each.startDate, period: each.period };
  let folder: string;
  let emulator: Emulator;
  let warehouse: Warehouse;
  let project: Project;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), `source-pendo-dbt-${each.warehouse}-`));
    const scale = { ...SCALES.tiny, timeZone: each.timeZone, retags: true };
    emulator = await startEmulator({ scale, now: Date.parse(each.now) });
    warehouse = await openWarehouse(each.warehouse, folder);
    project = await createProject({
      folder: join(folder, 'project'),
      profile: warehouse.profile,
      variables: {
        schema: 'raw_pendo',
        table_prefix: 'demo_',
        lookback_days: LOOKBACK_DAYS,
        account_name: 'agent.full_name',
        fivetran_views: true,
        fivetran_columns: { account_history: ['agent.full_name'] },
      },
    });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await warehouse?.close();
    await emulator?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function sync(): Promise<void> {
    const pendo = { integration_key: emulator.integrationKey, base_url: emulator.url };
    const lists = each.streams === '*' ? { segment_ids: '*', report_ids: '*' } : {};
    const options = { ...config, ...pendo, ...lists, lookback_days: LOOKBACK_DAYS };
    await writeFile(join(folder, 'config.json'), JSON.stringify(options));
    const streams = [each.streams].flat().join(',');
    const args = [join(PYTHON_FOLDER, 'pyairbyte_load.py'), EXECUTABLE, folder, warehouse.location, streams];
    await promisify(execFile)(String(PYAIRBYTE), args, { cwd: folder, timeout: TIMEOUT_MS, maxBuffer: 2 ** 28 });
  }

  function truthNow(): Truth {
    const now = emulator.clock.now();
    return truthOf({ subscription: emulator.subscription.at(now), config, now, lookbackDays: LOOKBACK_DAYS });
  }

  async function wrongRows(): Promise<Record<string, readonly string[]>> {
    const truth = truthNow();
    const models = await modelRows(warehouse.location);
    return Object.fromEntries(
      Object.entries(EXPECTED).map(([name, facts]) => [
        name,
        differences({ key: facts.key, expected: facts.rows(truth), actual: models[name] ?? [] }),
      ]),
    );
  }

  async function pageUse(): Promise<readonly { readonly date: string; readonly key: string }[]> {
    const { pendo_page_use = [] } = await modelRows(warehouse.location);
    return pendo_page_use.map(({ date, row_key }) => ({ date: String(date), key: String(row_key) }));
  }

  test('builds, passes its own tests, and counts what the emulator has.', { timeout: TIMEOUT_MS }, async () => {
    await sync();
    expect(problemsOf(await project.run('build'))).toEqual([]);
    expect(await wrongRows()).toEqual(NO_DIFFERENCES);
  });

  test.runIf(each.streams === '*')('has the current rows of every stream.', async () => {
    const models = await modelRows(warehouse.location);
    const input = { subscription: emulator.subscription, config, now: emulator.clock.now() };
    const pulled = STREAMS.filter(({ source }) => !NOT_COUNTED.includes(source.kind)).map(({ name }) => name);
    const wanted = pulled.map((name) => [name, [...pullFacts(name).rows(input)].length]);
    const found = pulled.map((name) => [name, models[`stg_pendo_airbyte__${name}`]?.length]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
  });

  test.runIf(each.streams === '*')("has the same rows under Fivetran's names.", async () => {
    const views = await modelRows(warehouse.location, FIVETRAN_SCHEMA);
    const counts = Object.entries(views).map(([name, rows]) => [name, rows.length]);
    const input = { subscription: emulator.subscription, config, now: emulator.clock.now() };
    expect(Object.fromEntries(counts)).toEqual(countsOfViews(input));
    const names = views.account_history?.map(({ agent_full_name }) => String(agent_full_name));
    expect(names).toContainEqual(expect.stringMatching(/^Person \d+$/));
    for (const [object, source] of FIVETRAN_EVENTS) {
      expect(eventsByDate(views[`${object}_event`] ?? [])).toEqual(trueEventsByDate(truthNow().events(source)));
    }
  });

  test('has the columns that are described, and no others.', async () => {
    const models = await modelRows(warehouse.location);
    for (const { name, columns } of await describedModels()) {
      const [row] = models[name] ?? [];
      if (name !== EMPTY_AT_FIRST) expect(Object.keys(row ?? {}).sort(), name).toEqual(columns);
    }
  });

  test('follows the changes of a day and more, and of days long past.', { timeout: TIMEOUT_MS }, async () => {
    emulator.clock.advance(26 * HOUR_MS);
    if (each.movesTo !== undefined) {
      emulator.changes.push({ kind: 'moveZone', timeZone: each.movesTo, at: emulator.clock.now() });
    }
    expect(await wrongRows()).not.toEqual(NO_DIFFERENCES);
    await sync();
    expect(problemsOf(await project.run('run'))).toEqual([]);
    expect(await wrongRows()).toEqual(NO_DIFFERENCES);
    expect(problemsOf(await project.run('test', '--select', 'test_type:singular', 'pendo_airbyte.days'))).toEqual([]);
  });

  test.runIf(each.warehouse === 'postgres')("lets Fivetran's calendars go on to the newest event.", async () => {
    for (const [object] of FIVETRAN_EVENTS) {
      await change(warehouse.location, `UPDATE raw_pendo.demo_${object}s SET valid_through = '2026-01-01'`);
    }
    const views = await modelRows(warehouse.location, FIVETRAN_SCHEMA);
    for (const [object] of FIVETRAN_EVENTS) {
      const { [`${object}_event`]: events = [], [`${object}_history`]: objects = [] } = views;
      expect(objects.length).toBeGreaterThan(0);
      expect(cutOff(objects, events)).toEqual([]);
    }
  });

  test.runIf(each.warehouse === 'postgres')(
    'forgets a day that Pendo took back whole.',
    {
      timeout: TIMEOUT_MS,
    },
    async () => {
      const before = await pageUse();
      const [date = ''] = before.map((row) => row.date).sort();
      await takeBack('page_events', date, warehouse.location);
      await project.run('run', '--select', '+pendo_page_use');
      expect((await pageUse()).map(({ key }) => key).sort()).toEqual(
        before.flatMap((row) => (row.date === date ? [] : [row.key])).sort(),
      );
      expect(problemsOf(await project.run('test', '--select', 'test_type:singular'))).toEqual([]);
    },
  );

  test.runIf(each.warehouse === 'postgres')('says so when a table lacks rows.', { timeout: TIMEOUT_MS }, async () => {
    const newest = '(SELECT max(hour) FROM raw_pendo.demo_track_events)';
    const sql = `DELETE FROM raw_pendo.demo_track_events WHERE hour < ${newest} - INTERVAL '5 days'`;
    await change(warehouse.location, sql);
    await expect(project.run('test', '--select', 'days_match_pendo')).rejects.toThrow('FAIL');
  });
});

const FIVETRAN_EVENTS = [
  ['page', 'pageEvents'],
  ['feature', 'featureEvents'],
] as const;

/** In the emulator no day has lost all of its rows. */
const EMPTY_AT_FIRST = 'pendo_gone_days';

/** The history of visitors is read by days in UTC, and so a little more at both ends. */
const NOT_COUNTED = ['webhooks', 'visitor_history'];

const NO_DIFFERENCES = Object.fromEntries(Object.keys(EXPECTED).map((name) => [name, []]));

/** Everything but success. Events of objects that Pendo has deleted are only warned of. */
function problemsOf(results: readonly NodeResult[]): readonly string[] {
  expect(results.length).toBeGreaterThan(0);
  return results
    .filter(({ status }) => !['success', 'pass'].includes(status))
    .filter(({ unique_id, status }) => !(status === 'warn' && unique_id.includes('.relationships_')))
    .map(({ unique_id, status, message }) => `${unique_id}: ${status}: ${message}`);
}

/** What the connector writes of a day that had rows and has none any more: only its count. */
async function takeBack(stream: string, date: string, url: string): Promise<void> {
  const sql = `UPDATE raw_pendo.demo_daily_totals SET rows = 0, num_events = 0, read_at = '2100-01-01'
    WHERE source = $1 AND CAST(day + INTERVAL '13 hours' AS date) = $2`;
  await change(url, sql, [stream, date]);
}

async function change(url: string, sql: string, values: readonly string[] = []): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const { rowCount } = await client.query(sql, [...values]);
  await client.end();
  expect(rowCount).toBeGreaterThan(0);
}
