import { expect, test } from 'vitest';
import { lanesOf } from '../../../demo/page/lanes.ts';
import type { StreamRequest } from '../../../demo/requests.ts';
import type { SyncRun } from '../../../demo/sync.ts';

const BEGAN_MS = 1_795_000_000_000;

/** Times are in milliseconds since the sync began. */
function request(startedAtMs: number, endedAtMs: number, rest: Partial<StreamRequest> = {}): StreamRequest {
  const times = { startedAtMs: BEGAN_MS + startedAtMs, endedAtMs: BEGAN_MS + endedAtMs };
  return { stream: 'pages', failed: false, question: 'a', ...times, ...rest };
}

function lanes(requests: readonly StreamRequest[]) {
  const open = new Map([
    ['guides', { openedAtMs: BEGAN_MS, closedAtMs: BEGAN_MS + 900 }],
    ['pages', { openedAtMs: BEGAN_MS + 10, closedAtMs: BEGAN_MS + 2_000 }],
  ]);
  const run: SyncRun = { totals: new Map(), open, requests };
  return lanesOf(run, { Product: ['pages'], Guides: ['guides'] });
}

test('Lanes have the order of the groups, and times count from the first stream that was started.', () => {
  const { lanes: found, endMs } = lanes([request(20, 30), request(500, 600, { stream: 'guides' })]);
  expect(found).toMatchObject([
    { stream: 'pages', group: 0, requests: 1, open: { fromMs: 10, toMs: 2_000 }, busy: [{ fromMs: 20, toMs: 30 }] },
    { stream: 'guides', group: 1, requests: 1, open: { fromMs: 0, toMs: 900 }, busy: [{ fromMs: 500, toMs: 600 }] },
  ]);
  expect(endMs).toBe(2_000);
});

test('Requests of one stream that overlap are one busy span, and a gap between them stays.', () => {
  const found = lanes([request(300, 310), request(20, 90), request(30, 40), request(90, 100)]).lanes[0];
  expect(found?.busy).toEqual([
    { fromMs: 20, toMs: 100 },
    { fromMs: 300, toMs: 310 },
  ]);
});

test('A wait goes from the end of a failed request to the next of its stream that asks for the same.', () => {
  const found = lanes([
    request(20, 30, { failed: true }),
    request(40, 50, { question: 'b' }),
    request(60, 70, { stream: 'guides' }),
    request(1_030, 1_040, { failed: true }),
    request(1_500, 1_510),
  ]).lanes[0];
  expect(found?.failed).toHaveLength(2);
  expect(found?.waits).toEqual([
    { fromMs: 30, toMs: 1_030 },
    { fromMs: 1_040, toMs: 1_500 },
  ]);
});

test('A failed request that is not sent again is no wait, even if it took no time.', () => {
  expect(lanes([request(20, 20, { failed: true })]).lanes[0]?.waits).toEqual([]);
});

test('Each request is counted in the half second in which it was sent.', () => {
  const { sent } = lanes([request(0, 1), request(499, 700), request(500, 501), request(2_000, 2_000)]);
  expect(sent).toEqual([2, 1, 0, 0, 1]);
});

test('A stream that was not read is named.', () => {
  const run: SyncRun = { totals: new Map(), open: new Map(), requests: [] };
  expect(() => lanesOf(run, { Product: ['features'] })).toThrow('features was not read.');
});
