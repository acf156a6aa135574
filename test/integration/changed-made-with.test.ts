import { afterEach, describe, expect, test } from 'vitest';
import { metadataGroups } from '../../src/streams/metadata-types.ts';
import { type FakePendo, fakePendo } from '../helpers/fake-pendo.ts';
import { type ReadHereResult, readHere } from '../helpers/read-here.ts';
import { lastStates, recordsOf } from '../helpers/run.ts';

const pendos: FakePendo[] = [];

afterEach(async () => {
  await Promise.all(pendos.splice(0).map((pendo) => pendo.close()));
});

const RENEWAL = Date.UTC(2027, 0, 1);
const metadata = (lastupdated: number) => ({
  auto: { lastupdated },
  custom: { plan: 'x', renewal: RENEWAL },
  salesforce: { owner: 'o' },
});
/** One that changed lately, and one that did not. */
const ENTITIES = [
  { id: 'a', metadata: metadata(Date.UTC(2026, 5, 10)) },
  { id: 'b', metadata: metadata(Date.now() - 60_000) },
];

/** A Pendo that filters by the time of change, as the real one does. */
async function startPendo(): Promise<FakePendo> {
  const pendo = await fakePendo(({ source, filter }) => {
    if (source !== 'visitors' && source !== 'accounts') return [];
    const since = Number(/lastupdated >= (\d+)/.exec(filter)?.[1] ?? 0);
    const after = /Id > "(\w+)"/.exec(filter)?.[1] ?? '';
    const idField = source === 'visitors' ? 'visitorId' : 'accountId';
    return ENTITIES.filter(({ id, metadata: { auto } }) => id > after && auto.lastupdated >= since).map(
      ({ id, ...row }) => ({ [idField]: id, ...row }),
    );
  });
  pendos.push(pendo);
  return pendo;
}

const STREAMS = [
  ['visitors', 'visitor'],
  ['accounts', 'account'],
] as const;

interface Syncs {
  readonly second: ReadHereResult;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly reason: string;
}

describe.each(STREAMS)('When the schema of %s', (stream, kind) => {
  async function twice(before: object, after: object, change = (state: unknown) => state): Promise<Syncs> {
    const { config } = await startPendo();
    const first = await readHere(stream, { config, groups: metadataGroups(kind, before) });
    const state = change(lastStates(first.messages));
    const second = await readHere(stream, { config, state, groups: metadataGroups(kind, after) });
    const infos = second.messages.flatMap(({ log }) => log?.message ?? []);
    const reason = infos.filter((message) => message.includes('reading everything again')).join();
    return { second, reason, rows: recordsOf(second.messages, stream) };
  }

  const plan = { plan: { Type: 'string' } };
  const withTime = { custom: { ...plan, renewal: { Type: 'time' } } };
  const withGroup = { custom: plan, salesforce: { owner: { Type: 'string' } } };

  test('has a new time field, all rows come again with it, and the log names it.', async () => {
    const { rows, reason } = await twice({ custom: plan }, withTime);
    expect(rows.map(({ metadata_custom }) => metadata_custom)).toEqual(
      [1, 2].map(() => ({ plan: 'x', renewal: new Date(RENEWAL).toISOString() })),
    );
    expect(reason).toContain(`${stream}: `);
    expect(reason).toContain('custom.renewal');
  });

  test('has a new group, all rows come again with its column, and the log names it.', async () => {
    const { rows, reason } = await twice({ custom: plan }, withGroup);
    expect(rows.map(({ metadata_salesforce }) => metadata_salesforce)).toEqual([{ owner: 'o' }, { owner: 'o' }]);
    expect(reason).toMatch(/: salesforce\.$/);
  });

  test.each([
    ['is the same', withTime, withTime],
    ['has a new field that is no time', { custom: plan }, { custom: { ...plan, size: { Type: 'integer' } } }],
    ['has a time field less', withTime, { custom: plan }],
    ['has a group less', withGroup, { custom: plan }],
    ['has its fields in another order', withTime, { custom: { renewal: { Type: 'time' }, ...plan } }],
  ])('%s, only what changed comes.', async (_name, before, after) => {
    const { rows, reason } = await twice(before, after);
    expect(rows).toHaveLength(1);
    expect(reason).toBe('');
  });

  test('is newer than a state of version 0.1.0, which names neither host nor schema, only what changed comes.', async () => {
    const madeBefore = (state: unknown) =>
      JSON.parse(JSON.stringify(state), (key, value) => (['host', 'metadata'].includes(key) ? undefined : value));
    const { rows, second } = await twice({ custom: plan }, withTime, madeBefore);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(lastStates(second.messages))).toContain('"host":"127.0.0.1:');
  });

  test('grows by hundreds of fields, the state stays small.', async () => {
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field_${index}`, { Type: 'time' }]));
    const { second, reason } = await twice({ custom: plan }, { custom: { ...plan, ...fields } });
    expect(JSON.stringify(lastStates(second.messages)).length).toBeLessThan(4000);
    expect(reason).toMatch(/ and 490 more\.$/);
  });
});

test('A state that was made with another host is read from the start, and the log names both.', async () => {
  const [before, now] = [await startPendo(), await startPendo()];
  const first = await readHere('visitors', { config: before.config });
  const second = await readHere('visitors', { config: now.config, state: lastStates(first.messages) });
  expect(recordsOf(second.messages, 'visitors')).toHaveLength(ENTITIES.length);
  const host = ({ url }: FakePendo) => new URL(url).host;
  expect(JSON.stringify(second.messages)).toContain(`host is now ${host(now)}, before it was ${host(before)}`);
});
