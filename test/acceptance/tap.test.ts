import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { SCALES } from '../../emulator/data/scales.ts';
import { startEmulator } from '../../emulator/index.ts';
import { parseExact } from '../helpers/airbyte/exact-json.ts';
import type { Catalog, JsonRecord } from '../helpers/airbyte/messages.ts';
import { canonical } from '../helpers/canonical.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { configuredCatalog, type Run, read, recordsOf } from '../helpers/run.ts';
import { streamNamed } from '../helpers/tables.ts';
import { PYTHON_FOLDER, SUBJECT, TAP } from './subject.ts';

const START_DATE = '2020-01-01';
const TIMEOUT_MS = 120_000;

/** Columns for which tap-pendo has other values, on purpose or by accident. docs/compared.md explains each. */
const OTHER_VALUES: Readonly<Record<string, readonly string[]>> = {
  guides: ['reset_at', 'published_at'],
  track_types: ['track_type_name'],
};

/** Streams that both read, and how many more rows we have. docs/compared.md says why. */
const MORE_ROWS: Readonly<Record<string, number>> = {
  accounts: 3,
  visitors: 1,
  pages: 0,
  features: 0,
  guides: 0,
  track_types: 0,
  events: 0,
  page_events: 0,
  feature_events: 0,
  track_events: 1,
  guide_events: 0,
  poll_events: 0,
};

describe.skipIf(TAP === undefined)('tap-pendo, a client of the real Pendo,', () => {
  const theirs = new Map<string, JsonRecord[]>();
  let refused: readonly string[];
  let startedAt: string;
  let catalog: Catalog;
  let ours: Run;

  beforeAll(async () => {
    // It crashes on metadata of type list and on visitors without metadata.auto.
    const emulator = await startEmulator({ scale: { ...SCALES.tiny, simpleMetadata: true } });
    startedAt = new Date(emulator.clock.now()).toISOString();
    const args = [`${PYTHON_FOLDER}/tap.py`, emulator.url, emulator.integrationKey, START_DATE];
    const { stdout } = await promisify(execFile)(String(TAP), args, { maxBuffer: 2 ** 28 });
    for (const line of stdout.split('\n').filter(Boolean)) {
      const { type, stream, record } = parseExact(line) as { type: string; stream: string; record: JsonRecord };
      if (type === 'RECORD') theirs.set(stream, [...(theirs.get(stream) ?? []), record]);
    }
    refused = emulator.requests.all().flatMap(({ status, path }) => (status === 200 ? [] : [`${status} ${path}`]));
    const config = { start_date: START_DATE, integration_key: emulator.integrationKey, base_url: emulator.url };
    catalog = await discoverCatalog(config);
    const streams = Object.keys(MORE_ROWS);
    ours = await read(config, configuredCatalog(catalog, { streams }), { executable: SUBJECT });
    await emulator.close();
  }, TIMEOUT_MS);

  test('gets a successful answer to each of its requests.', () => {
    expect(refused).toEqual([]);
    expect([...theirs.keys()].sort()).toEqual(Object.keys(MORE_ROWS).sort());
  });

  test.each(Object.entries(MORE_ROWS))('reads the same rows of %s, except for %i that only we have.', (name, more) => {
    const records = recordsOf(ours.messages, name);
    const columns = sharedColumns(name, records);
    expect(columns.length).toBeGreaterThan(1);
    const [wanted, found] = [theirs.get(name) ?? [], records].map((rows) =>
      rows.map(projected(columns, plainly(name))).sort(),
    );
    const onlyTheirs = without(wanted ?? [], found ?? []);
    const onlyOurs = without(found ?? [], wanted ?? []);
    expect(onlyTheirs, onlyOurs.slice(0, 3).join(' ')).toEqual([]);
    expect(onlyOurs.length, onlyOurs.join('\n').slice(0, 2000)).toBe(more);
  });

  /** Restores null for the values that we use instead of null in keys and in cursors without a time. */
  function plainly(name: string): (column: string, value: unknown) => unknown {
    const { source_defined_primary_key: key = [], default_cursor_field: [cursor] = [] } = streamNamed(catalog, name);
    const keys = new Set(key.flat());
    return (column, value) => {
      if (keys.has(column) && (value === 0 || value === '')) return null;
      return column === cursor && String(value) >= startedAt ? null : value;
    };
  }

  /** Columns of one plain type that both sides have. */
  function sharedColumns(name: string, records: readonly JsonRecord[]): string[] {
    const { properties = {} } = streamNamed(catalog, name).json_schema;
    const known = new Set((theirs.get(name) ?? []).flatMap((record) => Object.keys(record)));
    return Object.entries(properties).flatMap(([column, { type }]) => {
      const isPlain = ![type ?? ['object']].flat().some((kind) => kind === 'object' || kind === 'array');
      const isOurs = records.some((record) => record[column] !== undefined);
      return isPlain && isOurs && known.has(column) && OTHER_VALUES[name]?.includes(column) !== true ? [column] : [];
    });
  }
});

/** The row of either side as text. tap-pendo's times have microseconds. */
function projected(
  columns: readonly string[],
  plain: (column: string, value: unknown) => unknown,
): (row: JsonRecord) => string {
  return (row) =>
    canonical(
      columns.map((column) => {
        const value = plain(column, row[column] ?? null);
        return typeof value === 'string' ? value.replace(/^(\d{4}-.*\.\d{3})000Z$/, '$1Z') : value;
      }),
    );
}

/** The texts of the first list that are not in the second. Equal texts are counted. */
function without(left: readonly string[], right: readonly string[]): string[] {
  const rest = [...right];
  return left.filter((text) => {
    const position = rest.indexOf(text);
    if (position !== -1) rest.splice(position, 1);
    return position === -1;
  });
}
