import { beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { Catalog, ConfiguredCatalog } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { inThisProcess } from '../helpers/in-this-process.ts';
import { checkMessages } from '../helpers/protocol.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import { configuredCatalog, type Run, type RunOptions, read, recordsOf } from '../helpers/run.ts';
import { PULL_STREAMS } from '../helpers/streams/index.ts';
import type { RowConfig } from '../helpers/streams/rows.ts';
import { expectedTable, streamNamed, tableOf, withoutEdges } from '../helpers/tables.ts';

/** Beside one line per stream. */
const MORE_LOG_LINES = 20;

/** The emulator's events begin on 2026-06-11; its clock stands at 13:27 UTC on 2026-06-15. */
const CONFIGS: readonly (readonly [title: string, config: RowConfig, options: RunOptions])[] = [
  ['everything, by day, with the executable', { start_date: '2026-06-01' }, {}],
  ['the newest days', { start_date: '2026-06-13' }, { by: inThisProcess }],
  ['all but the newest days', { start_date: '2026-06-01', end_date: '2026-06-13' }, { by: inThisProcess }],
  [
    'two apps by hour, with anonymous and excluded visitors',
    {
      start_date: '2026-06-01',
      period: 'hour',
      app_ids: '-323232, 6012345678901248',
      include_anonymous_visitors: true,
      exclude_list: 'ignore',
    },
    { by: inThisProcess },
  ],
];

describe.each(CONFIGS)('A full refresh of %s', (_title, config, options) => {
  let emulator: Emulator;
  let catalog: Catalog;
  let configured: ConfiguredCatalog;
  let run: Run;

  beforeAll(async () => {
    emulator = await startEmulator({ scale: 'tiny' });
    const whole = { ...config, integration_key: emulator.integrationKey, base_url: emulator.url };
    catalog = await discoverCatalog(whole);
    configured = configuredCatalog(catalog, { syncMode: 'full_refresh' });
    run = await read(whole, configured, options);
    return () => emulator.close();
  });

  test('names every stream in the catalog.', () => {
    expect(catalog.streams.map(({ name }) => name)).toEqual(PULL_STREAMS);
    expect(checkMessages([{ type: 'CATALOG', catalog }])).toEqual([]);
  });

  test('follows every rule of the protocol, and exits with 0.', () => {
    expect(checkReadRun(run.messages, configured, { exitCode: run.exitCode })).toEqual([]);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('logs one line per stream, and few other lines.', () => {
    const lines = run.messages.filter(({ type }) => type === 'LOG').length;
    expect(lines).toBeLessThanOrEqual(PULL_STREAMS.length + MORE_LOG_LINES);
  });

  test.each(PULL_STREAMS)('has exactly the rows of %s.', (name) => {
    const stream = streamNamed(catalog, name);
    const now = emulator.clock.now();
    const expected = expectedTable({ subscription: emulator.subscription, stream, config, now });
    expect(expected.size).toBeGreaterThan(0);
    const records = withoutEdges(recordsOf(run.messages, name), stream, { config, now });
    expect(compareTables(stream, expected, tableOf(records, stream))).toEqual([]);
  });
});
