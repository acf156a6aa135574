import { beforeAll, describe, expect, test } from 'vitest';
import { type Behaviour, type Emulator, startEmulator } from '../../emulator/index.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { inThisProcess } from '../helpers/in-this-process.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import { configuredCatalog, type Run, read, recordsOf } from '../helpers/run.ts';
import type { RowConfig } from '../helpers/streams/rows.ts';
import { expectedTable, streamNamed, tableOf, withoutEdges } from '../helpers/tables.ts';

const STREAMS = ['visitors', 'accounts', 'events', 'page_events', 'feature_events', 'guide_events', 'poll_events'];
const BY_DAY: RowConfig = { start_date: '2026-06-12' };
const BY_HOUR: RowConfig = { start_date: '2026-06-14', period: 'hour' };

/** No bucket of a day fits into twelve rows, nor do the forty guide events that share one millisecond. */
const CASES: readonly (readonly [string, Partial<Behaviour>, RowConfig, object])[] = [
  ['answers 408 above twelve rows', { maxRows: 12, tooBig: '408' }, BY_DAY, {}],
  ['answers 400 above twelve rows', { maxRows: 12, tooBig: '400' }, BY_DAY, {}],
  ['cuts its answers after twelve rows', { maxRows: 12, tooBig: 'cut' }, BY_DAY, {}],
  ['answers 408 above twelve rows of an hour', { maxRows: 12, tooBig: '408' }, BY_HOUR, {}],
  ['gives five rows whatever the limit', { limitCap: 5 }, BY_DAY, {}],
  ['orders equal rows differently each time', { unstableOrder: true }, BY_DAY, { advanced: { page_size: 3 } }],
];

/** The others are read in this process. */
const BY_EXECUTABLE = CASES[0]?.[0];

describe.each(CASES)('A Pendo that %s', (title, behaviour, config, extra) => {
  let emulator: Emulator;
  let run: Run;
  let catalog: Awaited<ReturnType<typeof discoverCatalog>>;

  beforeAll(async () => {
    emulator = await startEmulator({ scale: 'tiny', ...behaviour });
    const whole = { ...config, ...extra, integration_key: emulator.integrationKey, base_url: emulator.url };
    catalog = await discoverCatalog(whole);
    const configured = configuredCatalog(catalog, { streams: STREAMS });
    run = await read(whole, configured, title === BY_EXECUTABLE ? {} : { by: inThisProcess });
    const problems = checkReadRun(run.messages, configured, { exitCode: run.exitCode });
    expect(problems).toEqual([]);
    return () => emulator.close();
  });

  test.each(STREAMS)('loses no row of %s and sends fewer than 1500 requests.', (name) => {
    const stream = streamNamed(catalog, name);
    const now = emulator.clock.now();
    const expected = expectedTable({ subscription: emulator.subscription, stream, config, now });
    const records = withoutEdges(recordsOf(run.messages, name), stream, { config, now });
    expect(compareTables(stream, expected, tableOf(records, stream))).toEqual([]);
    expect(emulator.requests.count()).toBeLessThan(1500);
  });
});
