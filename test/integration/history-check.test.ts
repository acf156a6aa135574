import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { moveZone as withMovedZone } from '../../emulator/changes/move-zone.ts';
import { createSubscription, DEFAULT_NOW, type EmulatedSubscription } from '../../emulator/data/index.ts';
import { type Emulator, serve } from '../../emulator/start.ts';
import type { EventQuery, PendoRow } from '../../emulator/types.ts';
import { type Destination, openDestination } from '../helpers/airbyte/destination.ts';
import type { ConfiguredCatalog, JsonRecord } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { currentRows } from '../helpers/current-rows.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { readCatalogHere } from '../helpers/read-here.ts';
import { configuredCatalog } from '../helpers/run.ts';
import { expectedTable, streamNamed, tableOf } from '../helpers/tables.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STREAMS = ['events', 'page_events', 'feature_events', 'track_events', 'guide_events', 'poll_events'];

/** What happens to the past: rows are taken away, or come again changed. */
type Rewrite = (row: PendoRow, query: EventQuery) => PendoRow | undefined;

let rewrite: Rewrite = (row) => row;
let subscription: EmulatedSubscription;
let emulator: Emulator;
let catalog: ConfiguredCatalog;
let destination: Destination;
let config: Record<string, unknown>;

beforeEach(async () => {
  const data = createSubscription({ seed: 5, scale: { ...SCALE } });
  subscription = { ...data, events: (query, now) => rewritten(data.events(query, now), query) };
  // Methods of a class stand on its prototype.
  Object.setPrototypeOf(subscription, Object.getPrototypeOf(data));
  emulator = await serve({ subscription, now: DEFAULT_NOW });
  config = {
    integration_key: emulator.integrationKey,
    base_url: emulator.url,
    start_date: '2026-05-01',
    advanced: { window_days: 5 },
  };
  const discovered = await discoverCatalog(config);
  catalog = configuredCatalog(discovered, { streams: [...STREAMS, 'daily_totals'] });
  destination = openDestination(':memory:', catalog);
});

afterEach(async () => {
  rewrite = (row) => row;
  destination.close();
  await emulator.close();
});

const SCALE = {
  visitors: 30,
  accounts: 8,
  pages: 4,
  features: 4,
  guides: 6,
  trackTypes: 3,
  days: 40,
  rowsPerDay: { events: 10, pageEvents: 10, featureEvents: 10, trackEvents: 10 },
  singleEventsPerDay: { guideEvents: 20, pollEvents: 18 },
  burst: 4,
  awkward: false,
  timeZone: 'America/New_York',
};

function* rewritten(rows: Iterable<PendoRow>, query: EventQuery): Generator<PendoRow> {
  for (const row of rows) {
    const changed = rewrite(row, query);
    if (changed !== undefined) yield changed;
  }
}

async function sync(): Promise<{ readonly log: string; readonly requests: number; readonly totals: number }> {
  emulator.requests.clear();
  const { messages, exitCode } = await readCatalogHere(catalog, { config, state: destination.states() });
  for (const message of messages) destination.apply(message);
  expect(exitCode).toBe(0);
  const asked = emulator.requests.all();
  return {
    log: messages.flatMap(({ log }) => log?.message ?? []).join('\n'),
    requests: asked.length,
    totals: asked.filter(({ body }) => /events-totals/.test(JSON.stringify(body) ?? '')).length,
  };
}

function currentRowsOf(name: string): readonly JsonRecord[] {
  const totals = destination.rows('daily_totals');
  return currentRows({ stream: name, rows: destination.rows(name), totals });
}

function differences(streams: readonly string[] = STREAMS): string[] {
  return streams.flatMap((name) => {
    const stream = streamNamed({ streams: catalog.streams.map((configured) => configured.stream) }, name);
    const expected = expectedTable({
      subscription,
      stream,
      config: { start_date: String(config.start_date), ...(config.period === undefined ? {} : { period: 'hour' }) },
      now: emulator.clock.now(),
    });
    return compareTables(stream, expected, tableOf(currentRowsOf(name), stream)).map((text) => `${name}: ${text}`);
  });
}

const timeOf = (row: PendoRow) => Number(row.day ?? row.hour ?? row.browserTime);
const isOld = (row: PendoRow) => timeOf(row) < DEFAULT_NOW - 14 * DAY_MS;

describe.each(['day', 'hour'])('A past that changes, by %s,', (period) => {
  beforeEach(async () => {
    if (period === 'hour') {
      config = { ...config, period };
      catalog = configuredCatalog(await discoverCatalog(config), { streams: [...STREAMS, 'daily_totals'] });
      destination.close();
      destination = openDestination(':memory:', catalog);
    }
    await sync();
    expect(differences()).toEqual([]);
    // A short history is not counted at first: the first check reads it once more.
    emulator.clock.advance(25 * HOUR_MS);
    await sync();
    emulator.clock.advance(25 * HOUR_MS);
    await sync();
    expect(differences()).toEqual([]);
  });

  test('is read again when rows were taken away, and the current rows are Pendo’s.', async () => {
    rewrite = (row) => (isOld(row) && isOdd(row) ? undefined : row);
    emulator.clock.advance(25 * HOUR_MS);
    const { log } = await sync();
    expect(log).toMatch(/page_events: reading \d+ older days again/);
    // More days differ than one sync reads again.
    emulator.clock.advance(25 * HOUR_MS);
    await sync();
    expect(differences()).toEqual([]);
  });

  test('is read again when rows came late or changed their counts.', async () => {
    rewrite = (row) => (isOld(row) && isOdd(row) && row.numEvents !== undefined ? more(row) : row);
    emulator.clock.advance(25 * HOUR_MS);
    await sync();
    emulator.clock.advance(25 * HOUR_MS);
    await sync();
    expect(differences()).toEqual([]);
  });

  test('costs nothing while it stands still, and nothing between two deep reads.', async () => {
    emulator.clock.advance(HOUR_MS);
    expect((await sync()).totals).toBe(0);
    emulator.clock.advance(24 * HOUR_MS);
    const { log, totals } = await sync();
    expect(totals).toBe(STREAMS.length);
    expect(log).not.toContain('older days again');
    expect(differences()).toEqual([]);
  });

  test('is not asked for without history_check.', async () => {
    config = { ...config, history_check: false };
    emulator.clock.advance(25 * HOUR_MS);
    expect((await sync()).totals).toBe(0);
  });

  test('that Pendo does not count is left alone, with a warning.', async () => {
    emulator.faults.add({
      match: { when: ({ body }) => /events-totals/.test(JSON.stringify(body) ?? '') },
      status: 400,
    });
    rewrite = (row) => (isOld(row) ? undefined : row);
    emulator.clock.advance(25 * HOUR_MS);
    const { log } = await sync();
    expect(log).toContain('the history check is skipped this time');
    emulator.faults.clear();
    emulator.clock.advance(25 * HOUR_MS);
    await sync();
  });
});

test('The views of docs/records.md show the current rows.', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-view-'));
  const path = join(folder, 'warehouse.sqlite');
  destination.close();
  destination = openDestination(path, catalog);
  await sync();
  // On some days nothing is left, on others a half.
  const isEmptied = (row: PendoRow) => Math.floor(timeOf(row) / DAY_MS) % 4 === 0;
  rewrite = (row) => (isOld(row) && (isEmptied(row) || isOdd(row)) ? undefined : row);
  for (let day = 0; day < 3; day += 1) {
    emulator.clock.advance(25 * HOUR_MS);
    await sync();
  }
  await moveZone();
  const page = await readFile(new URL('../../docs/records.md', import.meta.url), 'utf8');
  const streams = ['page_events', 'guide_events'];
  const wanted = streams.map((name) => currentRowsOf(name).length);
  const stored = streams.map((name) => destination.rows(name).length);
  destination.close();
  const db = new DatabaseSync(path);
  const shown = streams.map((name) => {
    db.exec(viewOf(page, name));
    return Number(db.prepare(`SELECT count(*) AS n FROM current_${name}`).get()?.n);
  });
  db.close();
  await rm(folder, { recursive: true });
  destination = openDestination(':memory:', catalog);
  expect(shown).toEqual(wanted);
  for (const [index, count] of shown.entries()) expect(count).toBeLessThan(stored[index] ?? 0);
});

/** The view of a stream as SQLite spells it. */
function viewOf(page: string, stream: string): string {
  const [, view = ''] = new RegExp(`\`\`\`sql\n(CREATE VIEW current_${stream}[^]*?)\`\`\``).exec(page) ?? [];
  return view
    .replace(/date\((\w+) AT TIME ZONE 'UTC'\)/g, 'substr($1, 1, 10)')
    .replace(/([\w.]+) \+ INTERVAL '(\d+ hours)'/g, "strftime('%Y-%m-%dT%H:%M:%fZ', $1, '+$2')");
}

/** The next sync finds that all days begin at other times, and reads four of them again. */
async function moveZone(): Promise<void> {
  emulator.clock.advance(25 * HOUR_MS);
  emulator.changes.push({ kind: 'moveZone', at: emulator.clock.now(), timeZone: 'Asia/Tokyo' });
  config = { ...config, advanced: { window_days: 1 } };
  await sync();
}

test('The view shows the single events of days that begin at other times now and were not read again yet.', async () => {
  await sync();
  for (let day = 0; day < 2; day += 1) {
    emulator.clock.advance(25 * HOUR_MS);
    await sync();
  }
  await moveZone();
  expect(differences(['guide_events', 'poll_events'])).toEqual([]);
});

test.each(['America/Los_Angeles', 'Asia/Tokyo'])(
  'When the time zone moves to %s, the current rows are those of its days, also on start_date.',
  async (timeZone) => {
    // Not the first day on which Pendo has rows.
    config = { ...config, start_date: '2026-05-20', advanced: { window_days: 30 } };
    await sync();
    emulator.clock.advance(25 * HOUR_MS);
    await sync();
    const change = { kind: 'moveZone', at: emulator.clock.now(), timeZone } as const;
    emulator.changes.push(change);
    subscription = withMovedZone(subscription, change);
    for (let day = 0; day < 3; day += 1) {
      emulator.clock.advance(25 * HOUR_MS);
      await sync();
    }
    expect(differences()).toEqual([]);
  },
);

test('More days than one sync reads again are read with the next checks, the newest first.', async () => {
  await sync();
  for (let day = 0; day < 2; day += 1) {
    emulator.clock.advance(25 * HOUR_MS);
    await sync();
  }
  config = { ...config, advanced: { window_days: 1 } };
  rewrite = (row) => (isOld(row) && row.numEvents !== undefined ? more(row) : row);
  for (let day = 0; day < 8; day += 1) {
    emulator.clock.advance(25 * HOUR_MS);
    const { log } = await sync();
    if (day === 0) expect(log).toMatch(/page_events: reading 4 older days again/);
  }
  expect(differences()).toEqual([]);
  emulator.clock.advance(25 * HOUR_MS);
  expect((await sync()).log).not.toContain('older days again');
});

/** By the visitor, so that the rows of a day and those of its hours agree. */
function isOdd(row: PendoRow): boolean {
  return /[13579]@/.test(String(row.visitorId));
}

function more(row: PendoRow): PendoRow {
  return { ...row, numEvents: Number(row.numEvents) + 1 };
}
