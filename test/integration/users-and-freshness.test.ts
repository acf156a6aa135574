import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { type FakeAnswer, type FakePendo, type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { expectComplete, expectFailed, readEmulator, warningsOf } from '../helpers/read-emulator.ts';
import { type ReadHereResult, readHere } from '../helpers/read-here.ts';
import { recordsOf } from '../helpers/run.ts';

let emulator: Emulator;
const pendos: FakePendo[] = [];

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny' });
});
afterEach(async () => {
  emulator.faults.clear();
  emulator.behaviour.lackingProducts = undefined;
  await Promise.all(pendos.splice(0).map((pendo) => pendo.close()));
});
afterAll(() => emulator.close());

async function start(answer: (request: FakeRequest) => FakeAnswer | undefined): Promise<FakePendo> {
  const pendo = await fakePendo(answer);
  pendos.push(pendo);
  return pendo;
}

type Objects = Readonly<
  Record<string, readonly object[] | { readonly status: number; readonly body: string } | { readonly text: string }>
>;

/** Reads users from lists by the last part of their path, or by the source of their aggregation. */
async function readUsers(objects: Objects): Promise<ReadHereResult> {
  const pendo = await start(({ path, source }) => objects[source === '' ? (path.split('/').at(-1) ?? '') : source]);
  return readHere('users', { config: pendo.config });
}

function users({ messages }: ReadHereResult): readonly (readonly unknown[])[] {
  return recordsOf(messages, 'users').map(({ id, username, role }) => [
    id,
    username,
    role === null ? null : Number(role),
  ]);
}

describe('The users', () => {
  const user = (id: unknown, username: string) => ({ id, username });

  test('come once each, from the object that changed last in any list.', async () => {
    const run = await readUsers({
      page: [
        { lastUpdatedAt: 50, createdByUser: user('1', 'page 50'), lastUpdatedByUser: user('2', 'page 50') },
        { lastUpdatedAt: 90, createdByUser: user('3', 'page 90') },
      ],
      feature: [{ lastUpdatedAt: 40, createdByUser: user('1', 'feature 40') }],
      guide: [{ createdAt: 60, lastUpdatedByUser: user('2', 'guide created 60') }],
      segment: [{ lastUpdatedAt: 70, createdByUser: user('1', 'segment 70') }],
      report: [{ lastUpdatedAt: 10, ownedByUser: user('4', 'owner') }, { ownedByUser: user('3', 'without time') }],
      groups: [{ lastUpdatedAt: 1, createdByUser: user('-42', 'system') }],
      apps: [{ lastUpdatedAt: 1, lastUpdatedByUser: user('5', 'app') }],
    });
    expectComplete(run);
    expect([...users(run)].sort()).toEqual([
      ['-42', 'system', null],
      ['1', 'segment 70', null],
      ['2', 'guide created 60', null],
      ['3', 'page 90', null],
      ['4', 'owner', null],
      ['5', 'app', null],
    ]);
  });

  test('come from the object that changed last also when times are text.', async () => {
    const run = await readUsers({
      page: [{ lastUpdatedAt: '2026-02-01T00:00:00Z', createdByUser: user('1', 'newer') }],
      guide: [{ lastUpdatedAt: Date.UTC(2026, 0, 1), createdByUser: user('1', 'older') }],
    });
    expect(users(run)).toEqual([['1', 'newer', null]]);
  });

  test('without an id are left out, and ids keep every digit.', async () => {
    const run = await readUsers({
      page: {
        text: '[{"createdByUser":{"id":12345678901234567891,"username":"a","role":3}},{"createdByUser":{"id":12345678901234567890,"username":"b"}}]',
      },
      guide: [
        { createdByUser: null },
        { createdByUser: 'x' },
        { createdByUser: {} },
        { createdByUser: user('', 'x') },
        { createdByUser: user(null, 'x') },
      ] as object[],
    });
    expectComplete(run);
    expect([...users(run)].sort()).toEqual([
      ['12345678901234567890', 'b', null],
      ['12345678901234567891', 'a', 3],
    ]);
  });

  test('of the emulator come without a warning.', async () => {
    const run = await readEmulator(emulator, 'users');
    expectComplete(run);
    expect(warningsOf(run)).toEqual([]);
    expect(users(run).length).toBeGreaterThan(5);
  });

  test('lack those who made only objects of missing products, with one warning for each product.', async () => {
    const all = await readEmulator(emulator, 'users');
    emulator.behaviour.lackingProducts = ['segments', 'reports'];
    const run = await readEmulator(emulator, 'users');
    expectComplete(run);
    expect(warningsOf(run)).toEqual([
      expect.stringMatching(/^users: users who made only segments are missing\. /),
      expect.stringMatching(/^users: users who made only reports are missing\. /),
    ]);
    expect(users(run).length).toBeGreaterThan(0);
    expect(users(all)).toEqual(expect.arrayContaining(users(run).map(([id]) => expect.arrayContaining([id]))));
  });

  test('are no rows with one warning on the product when Pendo refuses all lists, but not when it refuses one.', async () => {
    const refused = { status: 404, body: 'no' };
    const every = ['page', 'feature', 'tracktype', 'guide', 'segment', 'report', 'groups', 'apps'];
    const none = await readUsers(Object.fromEntries(every.map((name) => [name, refused])));
    expectComplete(none);
    expect(warningsOf(none).filter((warning) => warning.includes('may lack the product'))).toHaveLength(1);

    const some = await readUsers({ report: refused });
    expectComplete(some);
    expect(warningsOf(some)).toEqual([expect.stringContaining('users who made only reports are missing')]);
  });

  test('fail when a list fails.', async () => {
    expectFailed(
      await readUsers({ page: [{ createdByUser: user('1', 'a') }], segment: { status: 500, body: '' } }),
      'HTTP 500',
    );
  });
});

describe('How far Pendo has processed its events', () => {
  const SOURCES = {
    events: 'events',
    pageEvents: 'page_events',
    featureEvents: 'feature_events',
    trackEvents: 'track_events',
  };

  async function read(answer: (source: string) => FakeAnswer): Promise<ReadHereResult> {
    const pendo = await start(({ source }) => (source in SOURCES ? answer(source) : []));
    return readHere('data_freshness', { config: pendo.config });
  }

  const freshness = ({ messages }: ReadHereResult) =>
    recordsOf(messages, 'data_freshness').map(({ source, app_id, valid_through }) => [
      source,
      Number(app_id),
      valid_through,
    ]);
  const time = Date.UTC(2026, 5, 15, 12);
  const text = new Date(time).toISOString();

  test('is one row per source and app, from the details of the answer.', async () => {
    const run = await read((source) => ({
      whole: JSON.stringify({
        startTime: 0,
        results: [{ a: 1 }],
        details: { validThrough: source === 'events' ? { '-5': time, 7: time } : { 7: time } },
      }),
    }));
    expectComplete(run);
    expect([...freshness(run)].sort()).toEqual(
      [
        ['events', -5, text],
        ['events', 7, text],
        ['feature_events', 7, text],
        ['page_events', 7, text],
        ['track_events', 7, text],
      ].sort(),
    );
    for (const { read_at } of recordsOf(run.messages, 'data_freshness'))
      expect(Date.parse(String(read_at))).toBeGreaterThan(time);
    expect(warningsOf(run)).toEqual([]);
  });

  test('is one row for each app of the emulator.', async () => {
    const run = await readEmulator(emulator, 'data_freshness');
    expectComplete(run);
    const apps = emulator.subscription.apps.map(({ id }) => id);
    const wanted = Object.values(SOURCES).flatMap((source) => apps.map((app) => `${source} ${app}`));
    expect(
      freshness(run)
        .map(([source, app]) => `${source} ${app}`)
        .sort(),
    ).toEqual(wanted.sort());
  });

  test.each([
    '{"startTime":0,"results":[]}',
    '{"results":[],"details":null}',
    '{"results":[],"details":{}}',
    '{"results":[],"details":{"validThrough":7}}',
    '[]',
  ])('is unknown after the answer %s: there is a warning, and the stream completes.', async (whole) => {
    const run = await read(() => ({ whole }));
    expectComplete(run);
    expect(freshness(run)).toEqual([]);
    expect(warningsOf(run)).toEqual([
      expect.stringContaining("Pendo's answers do not tell how far its data is processed"),
    ]);
  });

  test('comes from the other sources when Pendo refuses one, with a warning that names it.', async () => {
    const run = await read((source) =>
      source === 'trackEvents'
        ? { status: 400, body: 'bad' }
        : { whole: `{"results":[],"details":{"validThrough":{"7":${time}}}}` },
    );
    expectComplete(run);
    expect(freshness(run).map(([source]) => source)).toEqual(['events', 'page_events', 'feature_events']);
    expect(warningsOf(run)).toEqual([expect.stringMatching(/^data_freshness: track_events is missing.*HTTP 400/)]);
  });

  test('fails when one source fails, or an answer says that it failed.', async () => {
    expectFailed(await read((source) => (source === 'trackEvents' ? { status: 500, body: '' } : [])), 'HTTP 500');
    expectFailed(await read(() => ({ whole: '{"results":[],"error":"boom"}' })), 'boom');
  });
});
