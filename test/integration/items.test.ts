import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { type FakePendo, fakePendo } from '../helpers/fake-pendo.ts';
import { expectComplete, expectFailed, readEmulator, warningsOf } from '../helpers/read-emulator.ts';
import { type ReadHereResult, readHere } from '../helpers/read-here.ts';
import { recordsOf } from '../helpers/run.ts';

/** Streams whose answer nobody has described, and where they are asked for. */
const STREAMS = [
  ['exclude_list', '/blacklist', 'excludeList'],
  ['servers', '/servername', 'servers'],
  ['bulk_deletions', '/bulkdelete', 'bulkDeletions'],
] as const;

let emulator: Emulator;
let pendo: FakePendo | undefined;

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny' });
});
afterEach(() => pendo?.close());
afterAll(() => emulator.close());

async function readBody(stream: string, path: string, body: string): Promise<ReadHereResult> {
  pendo = await fakePendo((request) => (request.path.endsWith(path) ? { whole: body } : []));
  return readHere(stream, { config: pendo.config });
}

/** The items as JSON with every digit, each with the list that holds it. */
function itemsOf(stream: string, { messages }: ReadHereResult): readonly unknown[] {
  return recordsOf(messages, stream).map(({ item, list }) => [JSON.stringify(item), list]);
}

describe.each(STREAMS)('The stream %s', (stream, path, list) => {
  test.each(['array', 'results', 'groups'] as const)(
    'has every item, whatever the form of the answer: %s.',
    async (form) => {
      emulator.behaviour.itemListForm = form;
      const run = await readEmulator(emulator, stream);
      expectComplete(run);
      const wanted = [...emulator.subscription.list(list, emulator.clock.now())].map((item) => JSON.stringify(item));
      const records = recordsOf(run.messages, stream);
      expect(records.map(({ item }) => JSON.stringify(item)).sort()).toEqual(wanted.sort());
      if (stream === 'bulk_deletions') return;
      expect(records.map(({ row_number }) => row_number)).toEqual(wanted.map((_, index) => index + 1));
      const group = ({ item, list: name }: Readonly<Record<string, unknown>>) => [
        Reflect.get(item as object, 'type') ?? 'servers',
        name,
      ];
      for (const record of records) {
        const [type, name] = group(record);
        expect(name).toBe(form === 'groups' ? type : null);
      }
    },
  );

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
  ])('takes the answer %s as it is.', async (body, wanted) => {
    const run = await readBody(stream, path, body);
    expectComplete(run);
    expect(itemsOf(stream, run)).toEqual(wanted);
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
  ])('fails on the answer %s.', async (body) => {
    const run = await readBody(stream, path, body);
    expectFailed(run, stream);
    expect(recordsOf(run.messages, stream)).toEqual([]);
  });

  test('says what the answer says beside its rows.', async () => {
    const run = await readBody(stream, path, '{"results":[{"id":"a"}],"warning":"old route"}');
    expectComplete(run);
    expect(warningsOf(run)).toEqual([expect.stringContaining('old route')]);
  });

  test('fails on an answer that no subscription has: it is not held in memory.', async () => {
    const run = await readBody(stream, path, `["${'x'.repeat(17 * 1024 * 1024)}"]`);
    expectFailed(run, 'larger than 16 MiB');
  });
});

test.each([
  ['["a","b"]', ['a', 'b']],
  ['[{"id":"a"},{"id":5}]', ['a', '5']],
  ['[{"jobId":"a"},{"jobId":"b"}]', ['{"jobId":"a"}', '{"jobId":"b"}']],
])('No two bulk deletions share a key, whatever they look like: %s.', async (body, ids) => {
  const run = await readBody('bulk_deletions', '/bulkdelete', body);
  expectComplete(run);
  expect(recordsOf(run.messages, 'bulk_deletions').map(({ id }) => id)).toEqual(ids);
});
