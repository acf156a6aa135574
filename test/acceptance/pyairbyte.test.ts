import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { parseExact, rawNumber } from '../helpers/airbyte/exact-json.ts';
import type { Catalog, JsonRecord, Stream } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { EXECUTABLE } from '../helpers/run.ts';
import { expectedTable, tableOf, withoutEdges } from '../helpers/tables.ts';
import { PYAIRBYTE, PYTHON_FOLDER, SUBJECT_IMAGE } from './subject.ts';

type Target = readonly [kind: 'exec' | 'image', target: string];

const CONFIG = { start_date: '2026-06-01' };
const HOUR_MS = 3_600_000;
/** The newest two days, and the rest of the day in which the older one begins. */
const NEWEST_MS = 72 * HOUR_MS;
const SYNC_TIMEOUT_MS = 240_000;

const executable: readonly Target[] = process.env.PYAIRBYTE_KIND === 'image' ? [] : [['exec', EXECUTABLE]];
const image: readonly Target[] = SUBJECT_IMAGE === undefined ? [] : [['image', SUBJECT_IMAGE]];

describe.skipIf(PYAIRBYTE === undefined).each([...executable, ...image])('PyAirbyte with the %s %s', (kind, target) => {
  let folder: string;
  let emulator: Emulator;
  let catalog: Catalog;
  let first: number;
  let second: number;

  beforeAll(async () => {
    emulator = await startEmulator({ scale: 'tiny' });
    const config = { ...CONFIG, integration_key: emulator.integrationKey, base_url: emulator.url };
    folder = await mkdtemp(join(tmpdir(), `source-pendo-pyairbyte-${kind}-`));
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    catalog = await discoverCatalog(config);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await emulator.close();
  });

  /** One process per sync, so that only the DuckDB file is kept between them. */
  async function sync(): Promise<number> {
    const script = join(PYTHON_FOLDER, 'pyairbyte_sync.py');
    await promisify(execFile)(String(PYAIRBYTE), [script, kind, target, folder], {
      // PyAirbyte creates folders in its working directory.
      cwd: folder,
      timeout: SYNC_TIMEOUT_MS,
      maxBuffer: 2 ** 28,
    });
    const { records, streams } = JSON.parse(await readFile(join(folder, 'counts.json'), 'utf8'));
    expect(streams).toEqual(catalog.streams.map(({ name }) => name).sort());
    return records;
  }

  async function differences(): Promise<string[]> {
    const all: string[] = [];
    for (const stream of catalog.streams) {
      const range = { config: CONFIG, now: emulator.clock.now() };
      const expected = expectedTable({ subscription: emulator.subscription, stream, ...range });
      const rows = withoutEdges(await rowsOf(stream), stream, range);
      const found = compareTables(
        stream,
        tableOf([...expected.values()].map(comparable(stream)), stream),
        tableOf(rows.map(comparable(stream)), stream),
      );
      all.push(...found.map((difference) => `${stream.name}: ${difference}`));
    }
    return all;
  }

  async function rowsOf({ name }: Stream): Promise<JsonRecord[]> {
    const text = await readFile(join(folder, `${name}.jsonl`), 'utf8');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => parseExact(line) as JsonRecord);
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
    const begins = emulator.requests.all().flatMap(({ body }) => /"first":(\d+)/.exec(JSON.stringify(body))?.[1] ?? []);
    expect(begins.length).toBeGreaterThan(0);
    expect(begins.map(Number).filter((begin) => begin < newest)).toEqual([]);
  });
});

const PLAIN_TYPES = ['string', 'integer', 'number', 'boolean'];

/**
 * Only columns of one plain type, such as keys and measures. PyAirbyte writes objects and lists in its own form, and
 * decimals as text.
 */
function comparable({ json_schema }: Stream): (row: JsonRecord) => JsonRecord {
  const types = Object.entries(json_schema.properties ?? {}).flatMap(([column, { type }]) => {
    const [plain, ...others] = [type ?? []].flat().filter((name) => name !== 'null');
    return plain !== undefined && others.length === 0 && PLAIN_TYPES.includes(plain) ? [[column, plain] as const] : [];
  });
  return (row) => Object.fromEntries(types.map(([column, type]) => [column, plainValue(row[column] ?? null, type)]));
}

function plainValue(value: unknown, type: string): unknown {
  return type === 'number' && typeof value === 'string' ? rawNumber(value) : value;
}
