import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { Catalog, StatePayload } from '../helpers/airbyte/messages.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { inThisProcess } from '../helpers/in-this-process.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import { configErrors } from '../helpers/refusal.ts';
import { configuredCatalog, lastStates, type Run, read, recordsOf } from '../helpers/run.ts';
import { runWithTexts } from '../helpers/run-files.ts';

const KEY = 'c47a-SECRET-0b5e.us';
const FAR_FUTURE = '2999-12-31T00:00:00.000Z';

let emulator: Emulator;
let config: object;
let catalog: Catalog;

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny', integrationKey: KEY });
  config = { integration_key: KEY, start_date: '2026-06-01', base_url: emulator.url };
  catalog = await discoverCatalog(config);
});
afterAll(() => emulator.close());

function readTexts(catalogText: string | object, state?: string): Promise<Run> {
  const texts = { config, catalog: catalogText, ...(state === undefined ? {} : { state }) };
  return runWithTexts('read', texts, { by: inThisProcess });
}

describe('A catalog', () => {
  function withEntry(entry: unknown): object {
    return { streams: [entry] };
  }

  function pagesWith(changes: object): object {
    const [pages] = configuredCatalog(catalog, { streams: ['pages'] }).streams;
    return withEntry({ ...pages, ...changes });
  }

  const stranger = {
    stream: { name: '__AIRBYTE__stream_that_does_not_exist', json_schema: {} },
    sync_mode: 'full_refresh',
  };
  const bad: readonly (readonly [name: string, catalog: () => string | object, says: string])[] = [
    ['that is empty', () => '', 'The catalog file (--catalog) is empty'],
    ['that is no JSON', () => '{streams: []}', 'The catalog file (--catalog) is not valid JSON'],
    ['that is cut', () => '{"streams": [', 'The catalog file (--catalog) is not valid JSON'],
    ['that is a list', () => '[]', 'The catalog file (--catalog) holds JSON that is not an object'],
    ['without a list of streams', () => '{}', 'The catalog has no list "streams"'],
    ['with streams of null', () => '{"streams": null}', 'The catalog has no list "streams"'],
    ['with streams that are an object', () => '{"streams": {"pages": {}}}', 'The catalog has no list "streams"'],
    ['with null among the streams', () => withEntry(null), 'a stream without a name'],
    [
      'with an entry without a stream',
      () => withEntry({ stream: null, sync_mode: 'full_refresh' }),
      'a stream without a name',
    ],
    [
      'with a name that is no text',
      () => withEntry({ stream: { name: 5 }, sync_mode: 'full_refresh' }),
      'a stream without a name',
    ],
    [
      'with a stream that does not exist',
      () => withEntry(stranger),
      'names the stream "__AIRBYTE__stream_that_does_not_exist", which this source does not have; refresh the schema',
    ],
    ['with a name of every object', () => withEntry({ ...stranger, stream: { name: 'constructor' } }), '"constructor"'],
    [
      'with an invalid sync mode',
      () => pagesWith({ sync_mode: 'INVALID' }),
      'The stream "pages" has no valid sync_mode; choose full_refresh or incremental',
    ],
    ['without a sync mode', () => pagesWith({ sync_mode: null }), 'The stream "pages" has no valid sync_mode'],
    [
      'that names a stream twice',
      () => ({
        streams: [
          ...configuredCatalog(catalog, { streams: ['pages'] }).streams,
          ...configuredCatalog(catalog, { streams: ['pages'] }).streams,
        ],
      }),
      'The catalog names the stream "pages" twice; keep one of them',
    ],
  ];
  test.each(bad)('%s fails with one config error.', async (_name, text, says) => {
    const run = await readTexts(text());
    expect(configErrors(run, KEY)).toEqual([expect.stringContaining(says)]);
    expect(run.messages).toHaveLength(1);
  });

  test('without streams is valid: nothing is read.', async () => {
    const run = await readTexts({ streams: [] });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.messages.filter(({ type }) => type !== 'LOG')).toEqual([]);
  });

  test('with nulls and with keys of a newer protocol is read.', async () => {
    const nulls = {
      cursor_field: null,
      primary_key: null,
      destination_sync_mode: null,
      generation_id: null,
      sync_id: null,
    };
    const stream = {
      name: 'pages',
      json_schema: null,
      namespace: null,
      supported_sync_modes: null,
      is_file_based: false,
    };
    const run = await readTexts({ ...withEntry({ stream, sync_mode: 'incremental', ...nulls, later: 1 }), later: {} });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(recordsOf(run.messages, 'pages').length).toBeGreaterThan(0);
  });

  test('with an incremental stream that has no cursor reads it whole.', async () => {
    const [entry] = configuredCatalog(catalog, { streams: ['metadata_visitors'] }).streams;
    const whole = await readTexts(withEntry(entry));
    const run = await readTexts(
      withEntry({ ...entry, sync_mode: 'incremental' }),
      JSON.stringify(lastStates(whole.messages)),
    );
    expect(run.exitCode).toBe(0);
    expect(recordsOf(run.messages, 'metadata_visitors')).toEqual(recordsOf(whole.messages, 'metadata_visitors'));
  });
});

describe('A state', () => {
  const STREAM = 'page_events';
  const configured = () => configuredCatalog(catalog, { streams: [STREAM] });
  let whole: Run;
  let payload: StatePayload;
  beforeAll(async () => {
    whole = await readTexts(configured());
    payload = lastStates(whole.messages)[0] as StatePayload;
  });

  const empty = ['[]', '{}', 'null', '[{}]', '{"type": "LEGACY"}', '{"type": "LEGACY", "data": {}}'];
  const emptyOfStream = [
    '[{"type": "STREAM", "stream": {"stream_descriptor": {"name": "page_events"}}}]',
    '[{"type": "STREAM", "stream": {"stream_descriptor": {"name": "page_events"}, "stream_state": {}}}]',
    '[{"type": "STREAM", "stream": {"stream_descriptor": {"name": "page_events"}, "stream_state": {"day": null}}}]',
    '{"type": "GLOBAL", "global": {"shared_state": null, "stream_states": []}}',
  ];
  test.each([...empty, ...emptyOfStream])('of %s reads from the start.', async (state) => {
    const run = await readTexts(configured(), state);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(recordsOf(run.messages, STREAM).length).toBe(recordsOf(whole.messages, STREAM).length);
  });

  const forms: readonly (readonly [name: string, form: (payload: StatePayload) => unknown])[] = [
    ['in the form that Airbyte passes', (state) => [state]],
    ['outside its list', (state) => state],
    ['as it was printed', (state) => ({ type: 'STATE', state })],
    ['as a list of what was printed', (state) => [{ type: 'STATE', state }]],
    [
      'with nulls beside it',
      (state) => [{ ...state, global: null, data: null, sourceStats: null, destinationStats: null, id: 7 }],
    ],
    [
      'of all streams at once',
      ({ stream }) => ({ type: 'GLOBAL', global: { shared_state: null, stream_states: [stream] } }),
    ],
    ['of all streams at once, in a list', ({ stream }) => [{ type: 'GLOBAL', global: { stream_states: [stream] } }]],
    ['of an old platform', ({ stream }) => ({ [STREAM]: stream.stream_state })],
    ['of an old platform, as a message', ({ stream }) => ({ type: 'LEGACY', data: { [STREAM]: stream.stream_state } })],
    ['beside that of a stream that was not picked', (state) => [otherStream(state), state]],
  ];
  test.each(forms)('%s is continued.', async (_name, form) => {
    const run = await readTexts(configured(), JSON.stringify(form(payload)));
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const records = recordsOf(run.messages, STREAM).length;
    expect(records).toBeGreaterThan(0);
    expect(records).toBeLessThan(recordsOf(whole.messages, STREAM).length);
  });

  function otherStream(state: StatePayload): StatePayload {
    return { ...state, stream: { stream_descriptor: { name: 'a_stream_of_yesterday' }, stream_state: { a: 1 } } };
  }

  const bad: readonly (readonly [name: string, state: string, says: string])[] = [
    ['empty file', '', 'The state file (--state) is empty'],
    ['file that is no JSON', '{"pages": }', 'The state file (--state) is not valid JSON'],
    ['number', '42', 'The state file (--state) holds JSON that is not an object'],
    ['text', '"2026-06-01"', 'The state file (--state) holds JSON that is not an object'],
    ['boolean', 'true', 'The state file (--state) holds JSON that is not an object'],
    ['list of a number', '[42]', 'The state is not one that this source wrote; reset the streams'],
    ['list of null', '[null]', 'The state is not one that this source wrote'],
    ['object of another source', '{"cursor": "2026-06-01"}', 'The state is not one that this source wrote'],
    ['stream without a name', '[{"type": "STREAM", "stream": {}}]', 'The state is not one that this source wrote'],
    ['stream that is missing', '[{"type": "STREAM"}]', 'The state is not one that this source wrote'],
    [
      'stream whose state is a text',
      '[{"type": "STREAM", "stream": {"stream_descriptor": {"name": "page_events"}, "stream_state": "x"}}]',
      'The state is not one that this source wrote',
    ],
    ['global state without states', '{"type": "GLOBAL", "global": {"stream_states": {}}}', 'The state is not one'],
    ['global state of nothing', '{"type": "GLOBAL"}', 'The state is not one that this source wrote'],
    ['legacy state of a text', '{"type": "LEGACY", "data": "x"}', 'The state is not one that this source wrote'],
  ];
  test.each(bad)('that is a %s fails with one config error.', async (_name, state, says) => {
    const run = await readTexts(configured(), state);
    expect(configErrors(run, KEY)).toEqual([expect.stringContaining(says)]);
    expect(run.messages).toHaveLength(1);
  });

  test.each([['yesterday'], ['2026-13-45'], [true], [[]], [{}]])(
    'with a cursor of %j fails its stream with a config error.',
    async (cursor) => {
      const run = await readTexts(
        configured(),
        JSON.stringify({ [STREAM]: { ...payload.stream.stream_state, day: cursor } }),
      );
      const [own] = configErrors(run, KEY);
      expect(own).toBe('The state of page_events holds a "day" that is no time; reset this stream.');
    },
  );
});

test('With a state from the far future, every stream reads nothing, writes one state of the same shape, and gives a warning.', async () => {
  const incremental = catalog.streams.filter(({ default_cursor_field: cursor }) => cursor !== undefined);
  const configured = configuredCatalog(catalog, { streams: incremental.map(({ name }) => name) });
  const before = lastStates((await read(config, configured, { by: inThisProcess })).messages) as StatePayload[];
  expect(before).toHaveLength(incremental.length);
  const cursors = new Map(incremental.map(({ name, default_cursor_field: cursor }) => [name, cursor?.[0] ?? '']));
  const states = before.map((state) => inFarFuture(state, cursors.get(state.stream.stream_descriptor.name) ?? ''));

  const run = await read(config, configured, { state: states, by: inThisProcess });
  expect(checkReadRun(run.messages, configured, run)).toEqual([]);
  expect(run.messages.filter(({ record }) => record !== undefined)).toEqual([]);
  expect(run.messages.filter(({ state }) => state !== undefined)).toHaveLength(states.length);
  const warnings = run.messages.flatMap(({ log }) => (log?.level === 'WARN' ? [log.message] : []));
  for (const { stream } of lastStates(run.messages) as StatePayload[]) {
    const { name } = stream.stream_descriptor;
    const says = `${name}: the "${cursors.get(name)}" of the state is ${FAR_FUTURE}`;
    expect(warnings.filter((warning) => warning.startsWith(says))).toHaveLength(1);
    expect(stream.stream_state).toHaveProperty(cursors.get(name) ?? '', FAR_FUTURE);
    const given = states.find((state) => state.stream.stream_descriptor.name === name);
    expect(given?.stream.stream_state, name).toMatchObject(stream.stream_state);
  }
});

function inFarFuture({ stream, ...state }: StatePayload, cursor: string): StatePayload {
  expect(stream.stream_state).toHaveProperty(cursor);
  return { ...state, stream: { ...stream, stream_state: { ...stream.stream_state, [cursor]: FAR_FUTURE } } };
}
