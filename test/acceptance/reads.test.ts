import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { Catalog, ConfiguredCatalog, StatePayload } from '../helpers/airbyte/messages.ts';
import { canonicalRecord } from '../helpers/canonical.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import { configuredCatalog, lastStates, type Run, read, recordsOf } from '../helpers/run.ts';
import { streamNamed, withoutReadColumns, withoutReadTime } from '../helpers/tables.ts';
import { EMULATED, expectedRecords, futureStates, ROWS_CONFIG } from './files.ts';
import { BY_SUBJECT, SUBJECT } from './subject.ts';

/** Small windows and pages, so that there are many states from which to resume. */
const MANY_STATES = { advanced: { window_days: 1, page_size: 10, max_concurrency: 4 } };
const CUTS = 6;
const READ = { executable: SUBJECT };

let emulator: Emulator;
let config: object;
let catalog: Catalog;
/** By the emulator's clock. All rows of the emulator are older. */
let startedAt: string;

beforeAll(async () => {
  emulator = await startEmulator(EMULATED);
  startedAt = new Date(emulator.clock.now()).toISOString();
  config = { ...ROWS_CONFIG, ...MANY_STATES, integration_key: emulator.integrationKey, base_url: emulator.url };
  catalog = await discoverCatalog(config, READ);
  return () => emulator.close();
});

function statesByStream({ messages }: Run): Map<string, StatePayload[]> {
  const states = messages.flatMap(({ state }) => (state === undefined ? [] : [state]));
  return Map.groupBy(states, ({ stream }) => stream.stream_descriptor.name);
}

/** The records, without cursors that are the time of the read, because that differs in each read. */
function contents(run: Run, name: string): string[] {
  const stream = streamNamed(catalog, name);
  const [cursor = ''] = stream.default_cursor_field ?? [];
  return recordsOf(run.messages, name)
    .map((record) => (String(record[cursor] ?? '') >= startedAt ? withoutReadTime(record, stream) : record))
    .map((record) => canonicalRecord(withoutReadColumns(record)))
    .sort();
}

function emittedAt(run: Run): number[] {
  return run.messages.flatMap(({ record }) => record?.emitted_at ?? []);
}

describe('Two full reads, one after the other,', () => {
  let configured: ConfiguredCatalog;
  let runs: readonly Run[];

  beforeAll(async () => {
    configured = configuredCatalog(catalog, { syncMode: 'full_refresh' });
    const first = await read(config, configured, READ);
    // Both reads get their times from the emulator's clock, which has whole seconds.
    await sleep(1100);
    runs = [first, await read(config, configured, BY_SUBJECT)];
  });

  test('follow the protocol, return rows of every stream, and succeed.', () => {
    for (const run of runs) {
      expect(checkReadRun(run.messages, configured, { exitCode: run.exitCode })).toEqual([]);
      expect(run.exitCode).toBe(0);
      for (const { name } of catalog.streams) expect(recordsOf(run.messages, name).length, name).toBeGreaterThan(0);
    }
  });

  test('never show the key.', () => {
    for (const { lines } of runs) expect(lines.filter((line) => line.includes(emulator.integrationKey))).toEqual([]);
  });

  test('return the same rows, and in the second each emitted_at is later than the whole first read.', () => {
    const [first, second] = runs as [Run, Run];
    for (const { name } of catalog.streams) expect(contents(second, name), name).toEqual(contents(first, name));
    const latest = emittedAt(first).reduce((left, right) => Math.max(left, right));
    expect(emittedAt(second).filter((time) => time <= latest)).toEqual([]);
  });

  test('contain the recorded records, column by column.', () => {
    const [first] = runs as [Run, Run];
    const expected = expectedRecords();
    expect(new Set(expected.map(({ stream }) => stream))).toEqual(new Set(catalog.streams.map(({ name }) => name)));
    const found = new Map(catalog.streams.map(({ name }) => [name, new Set(contents(first, name))]));
    const isMissing = ({ stream, data }: (typeof expected)[number]) =>
      found.get(stream)?.has(canonicalRecord(withoutReadColumns(data))) !== true;
    expect(expected.filter(isMissing)).toEqual([]);
  });
});

describe('Incremental reads', () => {
  let configured: ConfiguredCatalog;
  let incremental: readonly string[];
  let first: Run;
  let firstStates: ReadonlyMap<string, readonly StatePayload[]>;

  beforeAll(async () => {
    configured = configuredCatalog(catalog, { syncMode: 'incremental' });
    incremental = configured.streams
      .filter(({ sync_mode }) => sync_mode === 'incremental')
      .map(({ stream }) => stream.name);
    first = await read(config, configured, READ);
    firstStates = statesByStream(first);
    expect(checkReadRun(first.messages, configured, { exitCode: first.exitCode })).toEqual([]);
  });

  test('return other rows with the last states than without states.', async () => {
    const second = await read(config, configured, { ...BY_SUBJECT, state: lastStates(first.messages) });
    expect(checkReadRun(second.messages, configured, { exitCode: second.exitCode })).toEqual([]);
    for (const name of incremental) expect(contents(second, name), name).not.toEqual(contents(first, name));
  });

  test.each(Array.from({ length: CUTS }, (_, cut) => cut))(
    'return everything that is missing after state number %i.',
    async (cut) => {
      const state = incremental.flatMap((name) => firstStates.get(name)?.slice(0, -1)[cut] ?? []);
      // Lists have one state only, at their end.
      if (cut === 0) expect(state.length).toBeGreaterThan(7);
      const rest = await read(config, configured, { ...BY_SUBJECT, state });
      expect(checkReadRun(rest.messages, configured, { exitCode: rest.exitCode })).toEqual([]);
      for (const { stream } of state) {
        const { name } = stream.stream_descriptor;
        const later = firstStates.get(name)?.slice(cut + 1) ?? [];
        const left = later.reduce((sum, { sourceStats }) => sum + (sourceStats?.recordCount ?? 0), 0);
        expect(recordsOf(rest.messages, name).length, name).toBeGreaterThanOrEqual(left);
      }
    },
  );

  test('return no rows with states of the far future, and write states with a cursor of the same form.', async () => {
    const state = futureStates();
    expect(state.map(({ stream }) => stream.stream_descriptor.name).sort()).toEqual([...incremental].sort());
    const chosen = configuredCatalog(catalog, { streams: incremental });
    const run = await read(config, chosen, { ...BY_SUBJECT, state });
    const statesAfter = statesByStream(run);
    expect(checkReadRun(run.messages, chosen, { exitCode: run.exitCode })).toEqual([]);
    for (const { stream } of state) {
      const { name } = stream.stream_descriptor;
      expect(recordsOf(run.messages, name), name).toEqual([]);
      const cursor = catalog.streams.find((candidate) => candidate.name === name)?.default_cursor_field?.[0] ?? '';
      const after = statesAfter.get(name) ?? [];
      expect(after.length, name).toBeGreaterThan(0);
      for (const { stream } of after) {
        expect(form(stream.stream_state[cursor]), name).toBe(form(stateOf(state, name)[cursor]));
      }
    }
  });
});

test('A catalog with an unknown stream in an unknown mode ends with an error instead of being ignored.', async () => {
  const stream = {
    name: '__there_is_no_such_stream__',
    json_schema: { properties: {} },
    supported_sync_modes: ['full_refresh'],
  };
  const strange = {
    streams: [{ stream, sync_mode: 'INVALID', destination_sync_mode: 'INVALID' }],
  } as unknown as ConfiguredCatalog;
  const run = await read(config, strange, READ);
  expect(run.exitCode).not.toBe(0);
  expect(run.messages.some(({ trace }) => trace?.type === 'ERROR')).toBe(true);
});

function stateOf(states: readonly StatePayload[], name: string): Readonly<Record<string, unknown>> {
  return states.find(({ stream }) => stream.stream_descriptor.name === name)?.stream.stream_state ?? {};
}

/** The kind of character at each position. */
function form(value: unknown): string {
  return `${typeof value} ${String(value).replaceAll(/\d/g, '0').replaceAll(/\p{L}/gu, 'a')}`;
}
