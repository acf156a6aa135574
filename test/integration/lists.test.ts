import { afterEach, describe, expect, test } from 'vitest';
import { type FakePendo, type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { readHere, readStreamsHere } from '../helpers/read-here.ts';
import { lastStates, recordsOf } from '../helpers/run.ts';

const pendos: FakePendo[] = [];

afterEach(async () => {
  await Promise.all(pendos.splice(0).map((pendo) => pendo.close()));
});

const LONG_AGO = Date.UTC(2026, 5, 1);
const OLD = { id: 'old', name: 'Home', lastUpdatedAt: LONG_AGO, dirty: true, group: { name: 'Onboarding' } };
const NEW = { id: 'new', name: 'Start', lastUpdatedAt: Date.now() - 60_000 };

const STREAMS = { page: 'pages', feature: 'features', tracktype: 'track_types', guide: 'guides' } as const;
const NAMES = Object.values(STREAMS);

const CHANGES: readonly (readonly [change: object, streams: readonly string[]])[] = [
  [{ name: 'Start' }, NAMES],
  [{ group: { name: 'First steps' } }, NAMES],
  [{ dirty: false }, NAMES],
  [{ validThrough: Date.now() }, NAMES],
  [{ steps: [{ id: 's' }] }, ['guides']],
];

test.each(CHANGES)(
  'An object that changed without a new lastUpdatedAt comes with the next sync: %j in %j.',
  async (change, streams) => {
    let old: object = OLD;
    const isList = ({ path }: FakeRequest) => Object.keys(STREAMS).some((name) => path.endsWith(`/${name}`));
    const pendo = await fakePendo((request) => (isList(request) ? [old, NEW] : []));
    pendos.push(pendo);
    const first = await readStreamsHere(streams, { config: pendo.config });
    old = { ...OLD, ...change };
    const second = await readStreamsHere(streams, { config: pendo.config, state: lastStates(first.messages) });
    const whole = await readStreamsHere(streams, { config: pendo.config });
    for (const stream of streams) {
      const records = recordsOf(second.messages, stream);
      expect(records, stream).toHaveLength(1);
      expect(records).toEqual(recordsOf(whole.messages, stream).filter(({ id }) => id === 'old'));
    }
  },
);

/** Syncs of one connection with a Pendo that answers this list. */
async function syncsOf(stream: string, path: string, config: object = {}) {
  const answer: { rows: readonly object[]; next?: readonly object[]; asked: number } = { rows: [], asked: 0 };
  const pendo = await fakePendo((request) => {
    if (!request.path.endsWith(`/${path}`)) return [];
    answer.asked += 1;
    const { rows, next = rows } = answer;
    answer.rows = next;
    return [...rows];
  });
  pendos.push(pendo);
  let state: unknown = [];
  return {
    answer,
    pendo,
    async sync(more: object = {}) {
      const run = await readHere(stream, { config: { ...pendo.config, ...config, ...more }, state });
      state = lastStates(run.messages);
      return { records: recordsOf(run.messages, stream), run, state: lastStates(run.messages) };
    },
  };
}

const gone = (id: string) => ({ id, _ab_cdc_deleted_at: expect.any(String) });
const page = (id: string, more: object = {}) => ({ id, name: id, lastUpdatedAt: LONG_AGO, ...more });

describe('A list', () => {
  test('sends no record when nothing has changed, and only the new objects otherwise.', async () => {
    const { answer, sync } = await syncsOf('pages', 'page');
    answer.rows = [page('a'), page('b')];
    expect((await sync()).records).toHaveLength(2);
    expect((await sync()).records).toEqual([]);
    answer.rows = [page('c'), page('b'), page('a')];
    expect((await sync()).records).toMatchObject([{ id: 'c', _ab_cdc_deleted_at: null }]);
  });

  test('sends a deletion for an object that is gone, with the time of the sync as its cursor.', async () => {
    const { answer, sync } = await syncsOf('pages', 'page');
    answer.rows = [page('a'), page('b')];
    await sync();
    answer.rows = [page('b')];
    const { records } = await sync();
    expect(records).toMatchObject([{ id: 'a', name: null, _ab_cdc_deleted_at: expect.stringMatching(/^20\d\d-/) }]);
    expect(records[0]?.last_updated_at).toBe(records[0]?._ab_cdc_deleted_at);
    expect((await sync()).records).toEqual([]);
    answer.rows = [page('a'), page('b')];
    expect((await sync()).records).toMatchObject([{ id: 'a', _ab_cdc_deleted_at: null }]);
  });

  test('that is suddenly empty is requested twice before the sync sends deletions.', async () => {
    const { answer, sync } = await syncsOf('pages', 'page');
    answer.rows = [page('a')];
    await sync();
    answer.rows = [];
    answer.asked = 0;
    expect((await sync()).records).toMatchObject([{ id: 'a', _ab_cdc_deleted_at: expect.any(String) }]);
    expect(answer.asked).toBe(2);
  });

  describe('that lost all its objects and is requested again', () => {
    const HAD = [page('a'), page('b')];
    const NEW_TIME = LONG_AGO + 60_000;
    const ANSWERS: readonly (readonly [
      what: string,
      first: readonly object[],
      second: readonly object[],
      emitted: object[],
    ])[] = [
      [
        'sends new objects once.',
        [page('c')],
        [page('c')],
        [{ id: 'c', _ab_cdc_deleted_at: null }, gone('a'), gone('b')],
      ],
      ['sends no record if the second answer has all objects.', [], HAD, []],
      ['sends the objects that only the second answer has.', [], [page('c')], [{ id: 'c' }, gone('a'), gone('b')]],
      [
        'ends with the second answer.',
        [page('c', { name: 'first' }), page('d')],
        [page('c', { name: 'second' }), page('a')],
        [{ id: 'c', name: 'first' }, { id: 'd', name: 'd' }, { id: 'c', name: 'second' }, gone('b'), gone('d')],
      ],
    ];

    test.each(ANSWERS)('%s', async (_what, first, second, emitted) => {
      const { answer, sync } = await syncsOf('pages', 'page');
      answer.rows = HAD;
      await sync();
      answer.rows = first;
      answer.next = second;
      const { records } = await sync();
      expect(records).toHaveLength(emitted.length);
      expect(records).toEqual(expect.arrayContaining(emitted.map((one) => expect.objectContaining(one))));
      expect((await sync()).records).toEqual([]);
    });

    test('has the latest time of both answers as its cursor.', async () => {
      const { answer, sync } = await syncsOf('pages', 'page');
      answer.rows = HAD;
      await sync();
      answer.rows = [page('c', { lastUpdatedAt: NEW_TIME })];
      expect(JSON.stringify((await sync()).state)).toContain(new Date(NEW_TIME).toISOString());
    });
  });

  test('with two objects of the same id ends with the last of them.', async () => {
    const { answer, sync } = await syncsOf('pages', 'page');
    answer.rows = [page('a', { name: 'first' }), page('a', { name: 'second' })];
    for (let round = 0; round < 3; round += 1) {
      const { records } = await sync();
      if (records.length > 0) expect(records.at(-1)).toMatchObject({ name: 'second' });
    }
    answer.rows = [page('a', { name: 'second' }), page('a', { name: 'first' })];
    expect((await sync()).records.at(-1)).toMatchObject({ name: 'first' });
  });

  test('sends no deletion for objects of apps that app_ids no longer names.', async () => {
    const { answer, sync } = await syncsOf('pages', 'page');
    answer.rows = [page('a', { appId: 1 }), page('b', { appId: 2 })];
    expect((await sync()).records).toHaveLength(2);
    expect((await sync({ app_ids: '1' })).records).toEqual([]);
    answer.rows = [page('b', { appId: 2 })];
    expect((await sync({ app_ids: '1' })).records).toMatchObject([{ id: 'a', _ab_cdc_deleted_at: expect.any(String) }]);
  });

  test('sends deletions also after a sync in which app_ids named fewer apps.', async () => {
    const { answer, sync } = await syncsOf('pages', 'page');
    answer.rows = [page('a', { appId: 1 }), page('b', { appId: 2 })];
    await sync();
    await sync({ app_ids: '1' });
    answer.rows = [page('a', { appId: 1 })];
    expect((await sync()).records).toMatchObject([{ id: 'b', _ab_cdc_deleted_at: expect.any(String) }]);
  });

  test('sends deletions in the first sync in which app_ids names more apps.', async () => {
    const { answer, sync } = await syncsOf('pages', 'page');
    answer.rows = [page('a', { appId: 1 }), page('b', { appId: 2 })];
    await sync({ app_ids: '1' });
    answer.rows = [page('b', { appId: 2 })];
    const { records } = await sync();
    expect(records.find(({ id }) => id === 'a')).toMatchObject({ _ab_cdc_deleted_at: expect.any(String) });
    expect(records.find(({ id }) => id === 'b')).toMatchObject({ _ab_cdc_deleted_at: null });
  });

  test('is read in full, without deletions, when the state has only a cursor.', async () => {
    const { answer, pendo } = await syncsOf('pages', 'page');
    answer.rows = [page('a')];
    const descriptor = {
      stream_descriptor: { name: 'pages' },
      stream_state: { last_updated_at: '2026-06-15T00:00:00.000Z' },
    };
    const run = await readHere('pages', { config: pendo.config, state: [{ type: 'STREAM', stream: descriptor }] });
    expect(recordsOf(run.messages, 'pages')).toMatchObject([{ id: 'a', _ab_cdc_deleted_at: null }]);
  });

  test('is read in full each time when it has more than 50,000 objects, and the log says so.', async () => {
    const { answer, sync } = await syncsOf('track_types', 'tracktype');
    answer.rows = Array.from({ length: 50_001 }, (_, index) => ({ id: `t${index}`, lastUpdatedAt: LONG_AGO }));
    const first = await sync();
    expect(JSON.stringify(first.state)).not.toContain('objects');
    expect(first.run.messages.map(({ log }) => log?.message).join('\n')).toContain('too many objects to remember');
    expect((await sync()).records).toHaveLength(50_001);
  });

  test('sends deletions for the rows that an object was exploded into, with every column of their key.', async () => {
    const { answer, sync } = await syncsOf('guide_steps', 'guide');
    const guide = (id: string, steps: readonly string[]) => page(id, { steps: steps.map((step) => ({ id: step })) });
    answer.rows = [guide('g', ['s1', 's"2']), guide('h', ['s1'])];
    expect((await sync()).records).toHaveLength(3);
    answer.rows = [guide('g', ['s1'])];
    expect((await sync()).records).toMatchObject([
      { guide_id: 'g', id: 's"2', _ab_cdc_deleted_at: expect.any(String) },
      { guide_id: 'h', id: 's1', _ab_cdc_deleted_at: expect.any(String) },
    ]);
    answer.rows = [guide('g', [])];
    expect((await sync()).records).toMatchObject([{ guide_id: 'g', id: 's1', _ab_cdc_deleted_at: expect.any(String) }]);
  });
});
