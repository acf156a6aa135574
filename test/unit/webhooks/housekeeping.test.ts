import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepHouse } from '../../../src/webhooks/housekeeping.ts';
import type { InboxStore } from '../../../src/webhooks/inbox.ts';
import { createMetrics } from '../../../src/webhooks/metrics.ts';
import { openSqliteInbox } from '../../../src/webhooks/sqlite/inbox.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 8, 1);
const RETENTION_DAYS = 0.0001;
const RETENTION_MS = RETENTION_DAYS * DAY_MS;
const HOUR_MS = 3_600_000;
const READ = 2;
/** The pause between two checks. Pauses within a check are shorter. */
const CHECK_MS = 1000;

let folder: string;
let inbox: InboxStore;
let said: string[];
let stop: AbortController;
let wall: number;
let monotonic: number;
let checks: number;
let house: Promise<void>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-pendo-house-'));
  inbox = await openSqliteInbox(join(folder, 'inbox.sqlite'));
  [said, stop, wall, monotonic, checks] = [[], new AbortController(), START_MS, 0, 0];
});
afterEach(async () => {
  stop.abort();
  await house;
  await inbox.close();
  await rm(folder, { recursive: true });
});

/** Keeps four events with these times of receipt, of which a reader has read the first two. */
async function keep(times: readonly number[]): Promise<void> {
  await inbox.write([
    times.map((receivedAtMs, index) => ({ uniqueId: `"${index}"`, event: null, payload: '{}', receivedAtMs })),
  ]);
  await inbox.markRead(READ);
}

function start(): void {
  const log = {
    debug() {},
    info: (text: string) => said.push(text),
    warn: (text: string) => said.push(text),
    error() {},
  };
  const warnings = { warn: (_kind: string, text: string) => said.push(text) };
  const clock = { now: () => wall, monotonic: () => monotonic };
  house = keepHouse(
    { inbox, metrics: createMetrics(), log, warnings, clock, pause, retentionDays: RETENTION_DAYS },
    stop.signal,
  );
}

function pass(wallMs: number, monotonicMs = wallMs): void {
  wall += wallMs;
  monotonic += monotonicMs;
}

async function sequences(): Promise<readonly number[]> {
  return (await inbox.page(0, { rows: 100, bytes: 1e6 })).events.map(({ sequence }) => sequence);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms >= CHECK_MS) checks += 1;
  await sleep(1, undefined, { signal });
}

/** Waits for two complete checks. One may already be under way. */
async function twoChecks(): Promise<void> {
  const enough = checks + 3;
  await expect.poll(() => checks, { timeout: 5000, interval: 2 }).toBeGreaterThanOrEqual(enough);
}

test('Read events are deleted after the retention, unread events after twice the retention, and none in the first ten minutes.', async () => {
  await keep([wall, wall + HOUR_MS, wall, wall + HOUR_MS - 1.5 * RETENTION_MS]);
  start();
  pass(9 * 60_000);
  await twoChecks();
  expect(await sequences()).toEqual([1, 2, 3, 4]);
  pass(51 * 60_000);
  await expect.poll(sequences, { timeout: 5000 }).toEqual([2, 4]);
  await expect.poll(() => said).toEqual(['Removed 2 events older than the retention; 1 of them were never read.']);
  pass(RETENTION_MS);
  await expect.poll(sequences, { timeout: 5000 }).toEqual([2]);
}, 20_000);

test.each([
  ['a year ahead', 365 * DAY_MS],
  ['a minute ahead', 60_000],
])(
  'Nothing is deleted if the clock is %s for some checks.',
  async (_name, aheadMs) => {
    await keep([wall + HOUR_MS, wall + HOUR_MS, wall + HOUR_MS, wall + HOUR_MS]);
    start();
    pass(HOUR_MS);
    await twoChecks();
    pass(aheadMs + 1000, 1000);
    await twoChecks();
    pass(1000 - aheadMs, 1000);
    await twoChecks();
    expect(await sequences()).toEqual([1, 2, 3, 4]);
  },
  20_000,
);

test('A machine whose clock shows 1970 warns and deletes nothing, and keeps those events after the clock is corrected.', async () => {
  const rightMs = wall;
  wall = 1000;
  await keep([wall, wall, wall, wall]);
  start();
  pass(HOUR_MS);
  await expect
    .poll(() => said, { timeout: 5000 })
    .toContainEqual(expect.stringContaining('The clock of this machine is wrong'));
  pass(rightMs - wall, 0);
  await twoChecks();
  pass(HOUR_MS);
  await twoChecks();
  expect(await sequences()).toEqual([1, 2, 3, 4]);
}, 20_000);
