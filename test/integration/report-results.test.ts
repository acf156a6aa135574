import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { PendoRow } from '../../emulator/types.ts';
import type { Catalog } from '../helpers/airbyte/messages.ts';
import { type FakeAnswer, type FakePendo, type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { expectComplete, expectFailed, readEmulator, warningsOf } from '../helpers/read-emulator.ts';
import { type ReadHereResult, readHere } from '../helpers/read-here.ts';
import { recordsOf } from '../helpers/run.ts';
import { runHere } from '../helpers/run-here.ts';
import { memberOf } from '../helpers/streams/rows.ts';

let emulator: Emulator;
const pendos: FakePendo[] = [];

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny' });
});
afterEach(async () => {
  await Promise.all(pendos.splice(0).map((pendo) => pendo.close()));
});
afterAll(() => emulator.close());

async function start(answer: (request: FakeRequest) => FakeAnswer | undefined): Promise<FakePendo> {
  const pendo = await fakePendo(answer);
  pendos.push(pendo);
  return pendo;
}

const now = () => emulator.clock.now();
const reports = () => [...emulator.subscription.list('reports', now())];
const path = (row: PendoRow | undefined, ...names: readonly string[]) =>
  names.reduce<unknown>((value, name) => memberOf(value, name), row);

function readResults(reportIds: string): Promise<ReadHereResult> {
  return readEmulator(emulator, 'report_results', { report_ids: reportIds });
}

function resultsOf(report: PendoRow): readonly string[] {
  const target = path(report, 'definition', 'generator');
  const { subscription } = emulator;
  const rows =
    target === 'visitorList'
      ? [...subscription.visitors(now())]
          .filter(({ visitorId }) => !String(visitorId).startsWith('_PENDO_T_'))
          .map((row) => ({
            visitorId: row.visitorId,
            plan: path(row, 'metadata', 'agent', 'plan') ?? null,
            lastVisit: path(row, 'metadata', 'auto', 'lastvisit') ?? null,
          }))
      : target === 'accountList'
        ? [...subscription.accounts(now())].map((row) => ({
            accountId: row.accountId,
            stage: path(row, 'metadata', 'salesforce', 'stage') ?? null,
            amount: path(row, 'metadata', 'salesforce', 'amount') ?? null,
          }))
        : [];
  return rows.map((row) => JSON.stringify([report.id, sorted(row)]));
}

function sorted(row: object): unknown {
  return Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1));
}

function results({ messages }: ReadHereResult): readonly string[] {
  return recordsOf(messages, 'report_results')
    .map(({ report_id, row }) => JSON.stringify([report_id, sorted(withNulls(row as object))]))
    .sort();
}

/** A field that a row lacks is null. */
function withNulls(row: object): object {
  const names = 'visitorId' in row ? ['visitorId', 'plan', 'lastVisit'] : ['accountId', 'stage', 'amount'];
  return Object.fromEntries(names.map((name) => [name, Reflect.get(row, name) ?? null]));
}

describe('The results of reports', () => {
  test('are the rows of every report that lists visitors or accounts, numbered from 1, without a warning for other reports.', async () => {
    const run = await readResults('*');
    expectComplete(run);
    expect(results(run)).toEqual(reports().flatMap(resultsOf).sort());
    expect(warningsOf(run)).toEqual([]);
    for (const [report, rows] of Map.groupBy(recordsOf(run.messages, 'report_results'), ({ report_id }) => report_id)) {
      expect(
        rows.map(({ row_number }) => row_number),
        String(report),
      ).toEqual(rows.map((_, index) => index + 1));
    }
  });

  test('are those of the reports in report_ids; a report without results is skipped with a warning that names it.', async () => {
    const [visitors, accounts, funnel] = reports() as [PendoRow, PendoRow, PendoRow];
    const run = await readResults(`${funnel.id}, ${accounts.id}, no-such`);
    expectComplete(run);
    expect(results(run)).toEqual([...resultsOf(accounts)].sort());
    expect(warningsOf(run)).toEqual([
      expect.stringContaining(`report_results: skipped report ${funnel.id}. `),
      expect.stringContaining('report_results: skipped report no-such. '),
    ]);
    expect(JSON.stringify(run.messages)).not.toContain(visitors.id);
  });

  test.each([
    ['*', 500],
    ['*', 504],
    ['*', 408],
    ['r1, r2', 500],
    ['r1, r2', 504],
  ])('fail, and are not skipped, when Pendo fails on one report (report_ids %s, HTTP %i).', async (ids, status) => {
    const pendo = await start(({ path }) => {
      if (path.endsWith('/report')) return [{ id: 'r1' }, { id: 'r2' }];
      return path.includes('/report/r2/') ? { status, body: '' } : [{ n: 1 }];
    });
    const run = await readHere('report_results', { config: { ...pendo.config, report_ids: ids } });
    expectFailed(run, `HTTP ${status}`);
  });

  test('keep every digit and every field of a row.', async () => {
    const pendo = await start(({ path }) =>
      path.includes('/report/r1/')
        ? { text: '[{"n":12345678901234567890,"report_id":"x","row":{"row_number":7}},{}]' }
        : [],
    );
    const run = await readHere('report_results', { config: { ...pendo.config, report_ids: 'r1' } });
    expect(JSON.stringify(recordsOf(run.messages, 'report_results'))).toBe(
      '[{"report_id":"r1","row":{"n":12345678901234567890,"report_id":"x","row":{"row_number":7}},"row_number":1,"additional_fields":null},{"report_id":"r1","row":{},"row_number":2,"additional_fields":null}]',
    );
  });
});

describe.each([
  ['segment_members', 'segment_ids'],
  ['report_results', 'report_ids'],
])('The stream %s', (stream, property) => {
  async function catalogWith(config: object): Promise<Catalog | undefined> {
    const access = { integration_key: emulator.integrationKey, base_url: emulator.url, start_date: '2026-06-01' };
    const { messages } = await runHere('discover', { config: { ...access, ...config } });
    return messages.find(({ catalog }) => catalog !== undefined)?.catalog;
  }

  test(`is in the catalog only with ${property}.`, async () => {
    const names = async (config: object) => (await catalogWith(config))?.streams.map(({ name }) => name);
    expect(await names({})).not.toContain(stream);
    expect(await names({ [property]: '' })).not.toContain(stream);
    expect(await names({ [property]: null })).not.toContain(stream);
    expect(await names({ [property]: '*' })).toContain(stream);
    expect(await names({ [property]: 'a, b' })).toContain(stream);
  });

  test(`is a config error in a catalog that selects it without ${property}.`, async () => {
    const run = await readEmulator(emulator, stream);
    expectFailed(run, `${stream} needs ${property} in the config; add it, or deselect the stream.`);
    expect(run.errors.join()).toContain('config_error');
  });
});
