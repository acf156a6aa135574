import { afterEach, describe, expect, test } from 'vitest';
import { startEmulator } from '../../emulator/index.ts';
import type { JsonRecord } from '../helpers/airbyte/messages.ts';
import { type FakePendo, type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { expectComplete, expectFailed, warningsOf } from '../helpers/read-emulator.ts';
import { type ReadHereResult, readStreamsHere } from '../helpers/read-here.ts';
import { recordsOf } from '../helpers/run.ts';

/** The streams whose answer Pendo does not document, with the ends of their paths and the emulator's lists. */
const STREAMS = [
  ['exclude_list', '/blacklist', 'excludeList'],
  ['servers', '/servername', 'servers'],
  ['bulk_deletions', '/bulkdelete', 'bulkDeletions'],
] as const;
const NAMES = STREAMS.map(([name]) => name);

let pendo: FakePendo | undefined;
afterEach(() => pendo?.close());

/** Reads these streams from a Pendo that gives this answer to each of them. */
async function readBody(body: string, streams: readonly string[] = NAMES): Promise<ReadHereResult> {
  const isAsked = ({ path }: FakeRequest) => STREAMS.some(([, end]) => path.endsWith(end));
  pendo = await fakePendo((request) => (isAsked(request) ? { whole: body } : []));
  return readStreamsHere(streams, { config: pendo.config });
}

/** The items as JSON with every digit, each with the list that holds it. */
function itemsOf({ messages }: ReadHereResult, stream: string): readonly unknown[] {
  return recordsOf(messages, stream).map(({ item, list }) => [JSON.stringify(item), list]);
}

/** Each stream failed, with an error of its own, and without a record. */
function expectAllFailed(run: ReadHereResult, says = ''): void {
  expectFailed(run, says);
  const statuses = run.messages.flatMap(({ trace }) => trace?.stream_status ?? []);
  const incomplete = statuses.filter(({ status }) => status === 'INCOMPLETE');
  expect(incomplete.map(({ stream_descriptor }) => stream_descriptor.name).sort()).toEqual(NAMES.toSorted());
  const errors = run.messages.flatMap(({ trace }) => trace?.error ?? []);
  for (const name of NAMES) {
    expect(recordsOf(run.messages, name)).toEqual([]);
    const own = errors.find(({ stream_descriptor }) => stream_descriptor?.name === name);
    expect(own?.message).toContain(name);
    expect(own?.message).toContain(says);
  }
}

describe('The streams of items', () => {
  test.each(['array', 'results', 'groups'] as const)('have every item of an answer of the form %s.', async (form) => {
    const emulator = await startEmulator({ scale: 'tiny', itemListForm: form });
    try {
      const config = { integration_key: emulator.integrationKey, base_url: emulator.url, start_date: '2026-06-01' };
      const run = await readStreamsHere(NAMES, { config, now: () => Math.floor(emulator.clock.date()) });
      expectComplete(run);
      for (const [stream, , list] of STREAMS) {
        const wanted = [...emulator.subscription.list(list, emulator.clock.now())].map((item) => JSON.stringify(item));
        const records = recordsOf(run.messages, stream);
        expect(records.map(({ item }) => JSON.stringify(item)).sort()).toEqual(wanted.sort());
        if (stream === 'bulk_deletions') continue;
        expect(records.map(({ row_number }) => row_number)).toEqual(wanted.map((_, index) => index + 1));
        const groupOf = ({ item }: JsonRecord) => Reflect.get(item as object, 'type') ?? 'servers';
        for (const record of records) expect(record.list).toBe(form === 'groups' ? groupOf(record) : null);
      }
    } finally {
      await emulator.close();
    }
  });

  test.each([
    ['null', []],
    ['[]', []],
    ['{}', []],
    [' { "results" : null } ', []],
    ['{"results":[],"startTime":1}', []],
    ['\uFEFF[{"id":"a"}]', [['{"id":"a"}', null]]],
    [
      '["b.example","a.example"]',
      [
        ['"b.example"', null],
        ['"a.example"', null],
      ],
    ],
    ['"one.example"', [['"one.example"', null]]],
    [
      '[12345678901234567890,0.10000000000000000555,-1.50]',
      [
        ['12345678901234567890', null],
        ['0.10000000000000000555', null],
        ['-1.50', null],
      ],
    ],
    ['{"results":[{"id":98765432109876543210}]}', [['{"id":98765432109876543210}', null]]],
    [
      '{"hosts":["a"],"ips":["1.2.3.4"],"visitors":[],"total":2}',
      [
        ['"a"', 'hosts'],
        ['"1.2.3.4"', 'ips'],
      ],
    ],
    ['{"id":"a","state":"pending"}', [['{"id":"a","state":"pending"}', null]]],
    [
      '{"results":["x"],"more":["y"]}',
      [
        ['"x"', null],
        ['"y"', 'more'],
      ],
    ],
    [
      '[[1],{"a":{"b":[]}}]',
      [
        ['[1]', null],
        ['{"a":{"b":[]}}', null],
      ],
    ],
  ])('keep the items of the answer %s unchanged.', async (body, wanted) => {
    const run = await readBody(body);
    expectComplete(run);
    for (const name of NAMES) expect(itemsOf(run, name), name).toEqual(wanted);
    expect(warningsOf(run)).toEqual([]);
  });

  test.each([
    '{"error":"no such list"}',
    '{"errors":["boom"]}',
    '{"results":[{"id":"a"}],"errors":["boom"]}',
    '{"results":[],"error":{"code":5}}',
    '{"results":[{"id":"a"}],"truncated":true}',
    '{"results":[{"id":"a"}],"hasMore":true}',
    '{"hosts":["a"],"success":false}',
    '{"hosts":["a"],"status":500}',
    '<html>',
    '[{"id":"a"}',
    '',
  ])('fail on the answer %s.', async (body) => {
    expectAllFailed(await readBody(body));
  });

  test('log what the answer says beside its rows, as a warning.', async () => {
    const run = await readBody('{"results":[{"id":"a"}],"warning":"old route"}');
    expectComplete(run);
    const ofStreams = NAMES.toSorted().map((name) => expect.stringMatching(new RegExp(`^${name}: .*old route`)));
    expect(warningsOf(run).toSorted()).toEqual(ofStreams);
  });

  test('fail on an answer that is too large for memory.', async () => {
    expectAllFailed(await readBody(`["${'x'.repeat(17 * 1024 * 1024)}"]`), 'larger than 16 MiB');
  });
});

test.each([
  ['["a","b"]', ['a', 'b']],
  ['[{"id":"a"},{"id":5}]', ['a', '5']],
  ['[{"jobId":"a"},{"jobId":"b"}]', ['{"jobId":"a"}', '{"jobId":"b"}']],
])('Each bulk deletion has its own key: %s.', async (body, ids) => {
  const run = await readBody(body, ['bulk_deletions']);
  expectComplete(run);
  expect(recordsOf(run.messages, 'bulk_deletions').map(({ id }) => id)).toEqual(ids);
});
