import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { PendoRow } from '../../emulator/types.ts';
import { type FakeAnswer, type FakePendo, type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { expectComplete, expectFailed, readEmulator, warningsOf } from '../helpers/read-emulator.ts';
import { type ReadHereResult, readHere } from '../helpers/read-here.ts';
import { recordsOf } from '../helpers/run.ts';
import { memberOf } from '../helpers/streams/rows.ts';

let emulator: Emulator;
const pendos: FakePendo[] = [];

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny' });
});
beforeEach(() => {
  emulator.requests.clear();
});
afterEach(async () => {
  emulator.faults.clear();
  Object.assign(emulator.behaviour, { maxRows: undefined, tooBig: '408', unknownSegment: '400' });
  await Promise.all(pendos.splice(0).map((pendo) => pendo.close()));
});
afterAll(() => emulator.close());

async function start(answer: (request: FakeRequest) => FakeAnswer | undefined): Promise<FakePendo> {
  const pendo = await fakePendo(answer);
  pendos.push(pendo);
  return pendo;
}

const now = () => emulator.clock.now();
const segments = () => [...emulator.subscription.list('segments', now())];
const path = (row: PendoRow | undefined, ...names: readonly string[]) =>
  names.reduce<unknown>((value, name) => memberOf(value, name), row);

const TOO_MUCH = { status: 400, body: 'Query exceeded memory limit' };

interface Pair {
  readonly visitor: PendoRow;
  readonly visitorId: string;
  readonly accountId: string;
}

/** Each visitor who is known by name with each of its accounts; with none where it has none. */
function pairs(): readonly Pair[] {
  return [...emulator.subscription.visitors(now())].flatMap((visitor) => {
    const visitorId = String(visitor.visitorId);
    if (visitorId.startsWith('_PENDO_T_')) return [];
    const ids = path(visitor, 'metadata', 'auto', 'accountids');
    const accounts = Array.isArray(ids) && ids.length > 0 ? ids : [''];
    return accounts.map((accountId) => ({ visitor, visitorId, accountId: String(accountId ?? '') }));
  });
}

/** The rules of each segment, by its name, written again here. */
const RULES: Readonly<Record<string, (pair: Pair, segment: PendoRow) => boolean>> = {
  'Enterprise people': ({ visitor }) => path(visitor, 'metadata', 'agent', 'plan') === 'enterprise',
  'Accounts that are won': ({ accountId }) => path(accountOf(accountId), 'metadata', 'salesforce', 'stage') === 'Won',
  'Admins of accounts that pay': ({ visitor, accountId }) => {
    const account = accountOf(accountId);
    const pays = account !== undefined && path(account, 'metadata', 'agent', 'plan') !== 'free';
    return pays && path(visitor, 'metadata', 'agent', 'role') === 'admin';
  },
  'Nobody "yet"': () => false,
  'Listed by our CRM': ({ visitorId }, { pipeline }) =>
    JSON.stringify(pipeline).includes(JSON.stringify(JSON.stringify(visitorId)).slice(1, -1)),
};

function accountOf(accountId: string): PendoRow | undefined {
  return emulator.subscription.account(accountId, now());
}

function membersOf(segment: PendoRow): readonly string[] {
  const rule = RULES[String(segment.name)];
  if (rule === undefined) throw new Error(`RULES lacks "${segment.name}".`);
  return pairs()
    .filter((pair) => rule(pair, segment))
    .map(({ visitorId, accountId }) => JSON.stringify([segment.id, visitorId, accountId]));
}

function readMembers(segmentIds: string, more: object = {}): Promise<ReadHereResult> {
  return readEmulator(emulator, 'segment_members', { segment_ids: segmentIds, ...more });
}

function members({ messages }: ReadHereResult): readonly string[] {
  return recordsOf(messages, 'segment_members')
    .map(({ segment_id, visitor_id, account_id }) => JSON.stringify([segment_id, visitor_id, account_id]))
    .sort();
}

describe('The members of segments', () => {
  test('are all visitors, with their accounts, that match the rules of each segment.', async () => {
    const run = await readMembers('*');
    expectComplete(run);
    const wanted = segments().flatMap(membersOf).sort();
    expect(members(run)).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(30);
    expect(warningsOf(run)).toEqual([]);
  });

  test('are read once for each segment in segment_ids, and for no other.', async () => {
    const [first, , third] = segments() as [PendoRow, PendoRow, PendoRow];
    const run = await readMembers(` ${third.id} , ${first.id},${third.id}`);
    expectComplete(run);
    expect(members(run)).toEqual([first, third].flatMap(membersOf).sort());
  });

  test.each(['400', 'empty'] as const)(
    'of a segment that Pendo does not know (%s) are skipped with a warning that names it, and the others come.',
    async (unknownSegment) => {
      emulator.behaviour.unknownSegment = unknownSegment;
      const [first] = segments() as [PendoRow];
      const run = await readMembers(`no-such, ${first.id}, "other"`);
      expectComplete(run);
      expect(members(run)).toEqual([...membersOf(first)].sort());
      expect(warningsOf(run)).toEqual([
        expect.stringMatching(/^segment_members: skipped segment no-such\. .*HTTP 40[04] /),
        expect.stringMatching(/^segment_members: skipped segment "other"\. .*HTTP 40[04] /),
      ]);
    },
  );

  test('of an empty segment are no rows, and there is no warning.', async () => {
    emulator.behaviour.unknownSegment = 'empty';
    const empty = segments().find(({ name }) => name === 'Nobody "yet"');
    const run = await readMembers(String(empty?.id));
    expectComplete(run);
    expect([members(run), warningsOf(run)]).toEqual([[], []]);
  });

  test.each([
    ['408', 1],
    ['408', 9],
    ['400', 4],
    ['cut', 6],
  ] as const)(
    'are complete and come once when Pendo refuses large answers (with %s, above %i rows).',
    async (tooBig, maxRows) => {
      // No visitor of the emulator has more accounts than this.
      const most = Math.max(
        ...Map.groupBy(pairs(), ({ visitorId }) => visitorId)
          .values()
          .map(({ length }) => length),
      );
      Object.assign(emulator.behaviour, { maxRows: Math.max(maxRows, most), tooBig });
      const [first, , third] = segments() as [PendoRow, PendoRow, PendoRow];
      const run = await readMembers(`${first.id}, ${third.id}`, { advanced: { page_size: 100 } });
      expectComplete(run);
      expect(members(run)).toEqual([first, third].flatMap(membersOf).sort());
      expect(emulator.requests.count(({ rows, status }) => status === 200 && rows === 0)).toBeLessThan(10);
    },
  );

  test.each([400, 403, 404])(
    'fail, and are not skipped, when Pendo answers %i after a part of a segment.',
    async (status) => {
      Object.assign(emulator.behaviour, { maxRows: 9 });
      const match = { source: 'visitors', body: /visitorId > /, nth: 4, times: 100 };
      emulator.faults.add({ match, status, body: 'cannot filter' });
      const [first] = segments() as [PendoRow];
      const run = await readMembers(String(first.id), { advanced: { page_size: 100 } });
      expect(members(run).length).toBeGreaterThan(0);
      expectFailed(run, `segment ${first.id}`);
      expect(warningsOf(run).join()).not.toMatch(/skipped|lack the product/);
    },
  );

  test('of many segments that are each too large for one answer are all read.', async () => {
    const ids = Array.from({ length: 80 }, (_, index) => `s${index}`);
    const pendo = await start(({ path, pipeline, filter }) => {
      if (path.endsWith('/segment')) return ids.map((id) => ({ id }));
      if (pipeline.length === 0) return [];
      if (!filter.includes('visitorId') && !pipeline.some((step) => 'limit' in step)) return TOO_MUCH;
      return filter.includes(' && ') || /(?<!!\()visitorId > /.test(filter) ? [] : [{ visitorId: 'v', accountId: 'a' }];
    });
    const run = await readHere('segment_members', { config: { ...pendo.config, segment_ids: '*' } });
    expectComplete(run);
    expect(members(run)).toEqual(ids.map((id) => JSON.stringify([id, 'v', 'a'])).sort());
  });

  test('fail when Pendo does not answer whether a segment without members exists.', async () => {
    const pendo = await start(({ path }) => (path.includes('/segment/') ? { status: 500, body: '' } : []));
    expectFailed(await readHere('segment_members', { config: { ...pendo.config, segment_ids: 'a' } }), 'HTTP 500');
  });
});
