import { afterEach, describe, expect, test } from 'vitest';
import type { Emulator } from '../../../emulator/start.ts';
import { aggregate, type HandMade, rowsOf, serveHandMade } from './hand-made.ts';

let emulator: Emulator | undefined;
afterEach(() => emulator?.close());

const VISITORS = [
  { visitorId: 'ann', n: 1, metadata: { auto: { accountids: ['acme', 'best'] }, agent: { plan: 'gold' } } },
  { visitorId: 'bob', n: 5, metadata: { auto: { accountids: ['best'] }, agent: { plan: 'tin' } } },
  { visitorId: '_PENDO_T_c', n: 9, metadata: { auto: {}, agent: {} } },
];
const ACCOUNTS = [
  { accountId: 'acme', metadata: { agent: { size: 3 } } },
  { accountId: 'best', metadata: { agent: { size: 7 } } },
];
const SOURCE = { source: { visitors: null } };
const ID = { select: { id: 'visitorId' } };
const EACH_ACCOUNT = [
  { eval: { accountId: 'metadata.auto.accountids' } },
  { unwind: { field: 'accountId', keepEmpty: true } },
];
const PAIR = { select: { visitorId: 'visitorId', accountId: 'accountId' } };

async function run(operators: readonly unknown[], made: HandMade = {}): Promise<unknown[]> {
  emulator = await serveHandMade({ visitors: VISITORS, accounts: ACCOUNTS, ...made });
  return rowsOf(emulator, [SOURCE, ...operators]);
}

describe('an operator', () => {
  test.each<[string, unknown[], unknown[]]>([
    ['identified keeps the identified', [{ identified: 'visitorId' }, ID], [{ id: 'ann' }, { id: 'bob' }]],
    ['identified keeps the anonymous', [{ identified: '!visitorId' }, ID], [{ id: '_PENDO_T_c' }]],
    [
      'unwind gives one row per element, and with keepEmpty one for an empty list',
      [...EACH_ACCOUNT, PAIR],
      [
        { visitorId: 'ann', accountId: 'acme' },
        { visitorId: 'ann', accountId: 'best' },
        { visitorId: 'bob', accountId: 'best' },
        { visitorId: '_PENDO_T_c', accountId: null },
      ],
    ],
    [
      'unwind of a nested list, with the index of each element',
      [
        { unwind: { field: 'metadata.auto.accountids', index: 'at' } },
        { select: { a: 'metadata.auto.accountids', at: 'at' } },
      ],
      [
        { a: 'acme', at: 0 },
        { a: 'best', at: 1 },
        { a: 'best', at: 0 },
      ],
    ],
    [
      'unwind by prefixes',
      [
        { limit: 1 },
        { unwind: { field: 'metadata.auto.accountids', prefix: true } },
        { select: { a: 'metadata.auto.accountids' } },
      ],
      [{ a: ['acme'] }, { a: ['acme', 'best'] }],
    ],
    [
      'bulkExpand adds the metadata of an account or a visitor as a field',
      [
        { limit: 2 },
        { eval: { accountId: 'metadata.auto.accountids[0]' } },
        { bulkExpand: { account: { account: 'accountId' } } },
        { bulkExpand: { who: { visitor: 'visitorId' } } },
        { select: { size: 'account.agent.size', plan: 'who.agent.plan' } },
      ],
      [
        { size: 3, plan: 'gold' },
        { size: 7, plan: 'tin' },
      ],
    ],
    [
      'bulkExpand of an unknown id is null',
      [{ limit: 1 }, { bulkExpand: { account: { account: '"nobody"' } } }, { select: { account: 'account' } }],
      [{ account: null }],
    ],
    [
      'switch uses the first case that holds',
      [
        {
          switch: {
            size: {
              n: [
                { value: 'one', '==': 1 },
                { value: 'some', '>': 1, '<': 9 },
              ],
            },
          },
        },
        { select: { size: 'size' } },
      ],
      [{ size: 'one' }, { size: 'some' }, { size: null }],
    ],
    [
      'merge copies what its mappings say',
      [
        { limit: 2 },
        { eval: { accountId: 'metadata.auto.accountids[0]' } },
        {
          merge: {
            fields: ['accountId'],
            mappings: { 'account.size': 'metadata.agent.size' },
            pipeline: [{ source: { accounts: null } }],
          },
        },
        { select: { plan: 'metadata.agent.plan', size: 'account.size' } },
      ],
      [
        { plan: 'gold', size: 3 },
        { plan: 'tin', size: 7 },
      ],
    ],
    [
      'merge without mappings copies everything, and rows without a match stay',
      [
        {
          merge: {
            fields: ['visitorId'],
            pipeline: [SOURCE, { limit: 1 }, { select: { visitorId: 'visitorId', n: 'n * 10' } }],
          },
        },
        { select: { n: 'n' } },
      ],
      [{ n: 10 }, { n: 5 }, { n: 9 }],
    ],
    [
      'merge uses the first of several matches',
      [
        { eval: { all: '1' } },
        { merge: { fields: ['all'], mappings: { first: 'visitorId' }, pipeline: [SOURCE, { eval: { all: '1' } }] } },
        { select: { first: 'first' } },
      ],
      [{ first: 'ann' }, { first: 'ann' }, { first: 'ann' }],
    ],
    [
      'merge with empty mappings copies nothing',
      [
        { merge: { fields: ['visitorId'], mappings: {}, pipeline: [SOURCE, { eval: { n: '0' } }] } },
        { limit: 1 },
        { select: { n: 'n' } },
      ],
      [{ n: 1 }],
    ],
    [
      'names with dots nest in eval, and the row keeps its other fields',
      [
        { limit: 1 },
        { eval: { 'metadata.agent.more': '1', 'new.deep': '2' } },
        { select: { agent: 'metadata.agent', new: 'new' } },
      ],
      [{ agent: { plan: 'gold', more: 1 }, new: { deep: 2 } }],
    ],
    ['names with dots nest in select', [{ limit: 1 }, { select: { 'a.b': 'n' } }], [{ a: { b: 1 } }]],
    [
      'names with dots nest in group, so that later operators can read them',
      [
        { group: { group: ['metadata.agent.plan'], fields: { 'n.sum': { sum: 'n' } } } },
        { filter: 'metadata.agent.plan == "tin"' },
      ],
      [{ metadata: { agent: { plan: 'tin' } }, n: { sum: 5 } }],
    ],
  ])('%s', async (_, operators, rows) => {
    expect(await run(operators)).toEqual(rows);
  });

  test('spawn gives the rows of several sources, and later operators apply to all of them', async () => {
    emulator = await serveHandMade({ visitors: VISITORS, accounts: ACCOUNTS });
    const rows = await rowsOf(emulator, [
      {
        spawn: [
          [SOURCE, { limit: 1 }, { select: { id: 'visitorId' } }],
          [{ source: { accounts: null } }, { select: { id: 'accountId' } }],
        ],
      },
      { filter: 'id != "best"' },
    ]);
    expect(rows).toEqual([{ id: 'ann' }, { id: 'acme' }]);
    expect(emulator.requests.all()).toMatchObject([{ source: 'visitors' }]);
  });
});

describe('segment', () => {
  const lists = {
    segments: [
      {
        id: 'gold',
        pipeline: [SOURCE, { filter: 'metadata.agent.plan == "gold"' }, { select: { visitorId: 'visitorId' } }],
      },
      {
        id: 'large accounts',
        pipeline: [
          { source: { accounts: null } },
          { filter: 'metadata.agent.size > 5' },
          { select: { accountId: 'accountId' } },
        ],
      },
      {
        id: 'gold of large accounts',
        pipeline: [
          SOURCE,
          { filter: 'metadata.agent.plan == "gold"' },
          ...EACH_ACCOUNT,
          { bulkExpand: { account: { account: 'accountId' } } },
          { filter: 'account.agent.size > 5' },
          PAIR,
        ],
      },
    ],
  };

  test.each([
    ['gold', ['ann acme', 'ann best']],
    ['large accounts', ['ann best', 'bob best']],
    ['gold of large accounts', ['ann best']],
  ])('%s selects by visitor, by account or by both', async (id, members) => {
    const rows = (await run([...EACH_ACCOUNT, { segment: { id } }, PAIR], { lists })) as Record<string, string>[];
    expect(rows.map(({ visitorId, accountId }) => `${visitorId} ${accountId}`)).toEqual(members);
  });

  test('of accounts can be applied to accounts', async () => {
    emulator = await serveHandMade({ accounts: ACCOUNTS, lists });
    const rows = await rowsOf(emulator, [{ source: { accounts: null } }, { segment: { id: 'large accounts' } }]);
    expect(rows.map(({ accountId }) => accountId)).toEqual(['best']);
  });

  test('with an unknown id is refused or empty', async () => {
    emulator = await serveHandMade({ visitors: VISITORS });
    const pipeline = [SOURCE, { segment: { id: 'gone' } }];
    expect((await aggregate(emulator, pipeline)).status).toBe(400);
    emulator.behaviour.unknownSegment = 'empty';
    expect(await rowsOf(emulator, pipeline)).toEqual([]);
  });
});
