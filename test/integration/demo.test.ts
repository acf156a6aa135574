import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STREAM_GROUPS } from '../../demo/groups.ts';
import { writePage } from '../../demo/page/index.ts';
import { createProgress } from '../../demo/progress.ts';
import { answer, NPS_BY_WEEK, PAGES_BY_TIME } from '../../demo/queries.ts';
import { runConnector } from '../../demo/run-connector.ts';
import { type SyncRun, sync } from '../../demo/sync.ts';
import { makeTrouble } from '../../demo/trouble.ts';
import { startEmulator } from '../../emulator/index.ts';
import { type AirbyteMessage, configureCatalog } from '../helpers/airbyte/messages.ts';

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'source-pendo-demo-'));
const databasePath = join(folder, 'pendo.sqlite');
let first: SyncRun;
let second: SyncRun;

/** Two syncs of all streams, as in the demo, of less data. */
beforeAll(async () => {
  const emulator = await startEmulator();
  try {
    const configPath = join(folder, 'config.json');
    const ids = { segment_ids: '*', report_ids: '*' };
    const config = {
      integration_key: emulator.integrationKey,
      base_url: emulator.url,
      start_date: '2026-06-11',
      ...ids,
    };
    writeFileSync(configPath, JSON.stringify(config));
    const messages: AirbyteMessage[] = [];
    await runConnector(['discover', '--config', configPath], { onMessage: (message) => messages.push(message) });
    const catalog = configureCatalog(messages.find((message) => message.catalog !== undefined)!.catalog!);
    const progress = createProgress({ write: () => {} });
    const options = { configPath, catalog, folder, databasePath, requests: emulator.requests, progress };
    first = await sync(options);
    emulator.clock.advance(DAY_MS);
    makeTrouble(emulator);
    second = await sync(options);
  } finally {
    await emulator.close();
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function requestsOf({ requests }: SyncRun, stream: string) {
  return requests.filter((request) => request.stream === stream);
}

test('Each request belongs to the stream that the connector asked for.', () => {
  for (const run of [first, second]) {
    for (const [stream, total] of run.totals) {
      expect(requestsOf(run, stream), stream).toHaveLength(total.requests);
    }
  }
  const paths = (stream: string) => requestsOf(second, stream).map(({ question }) => JSON.parse(question)[1]);
  expect(paths('guide_steps')).toEqual(['/api/v1/guide']);
  expect(new Set(paths('users'))).toEqual(
    new Set(
      ['page', 'feature', 'tracktype', 'guide', 'segment', 'report', 'aggregation'].map((path) => `/api/v1/${path}`),
    ),
  );
  expect(paths('visitor_history').filter((path) => path.endsWith('/history')).length).toBeGreaterThan(10);
});

test('What fails once is marked, is sent again, and costs no row.', () => {
  for (const stream of ['features', 'page_events']) {
    const failed = requestsOf(second, stream).filter((request) => request.failed);
    expect(failed, stream).toHaveLength(1);
    const again = requestsOf(second, stream).filter(({ question }) => question === failed[0]!.question);
    expect(again.map((request) => request.failed)).toEqual([true, false]);
    expect(second.totals.get(stream)!.rowsInTable).toBeGreaterThan(0);
  }
});

test('The page of these syncs shows what the demo prints, and is small.', async () => {
  const { page } = await writePage(folder, { databasePath, groups: STREAM_GROUPS, first, second });
  const html = readFileSync(page, 'utf8');
  for (const question of [PAGES_BY_TIME, NPS_BY_WEEK]) {
    const [, , ...lines] = answer(databasePath, question).split('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      // The first cell is a name; the others are numbers.
      for (const number of line.split(/ {2,}/).slice(1))
        expect(html).toContain(`<td class="number">${number.trim()}</td>`);
    }
  }
  for (const stream of Object.values(STREAM_GROUPS).flat()) expect(html).toContain(`<td>${stream}</td>`);
  expect(Buffer.byteLength(html)).toBeLessThan(500_000);
});
