import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
/** After which the next sync checks the history. */
const NEXT_DAY_MS = 25 * HOUR_MS;
const STREAMS = ['events', 'page_events', 'feature_events', 'track_events', 'guide_events', 'poll_events'];

/** What happens to the past: rows are taken away, or come again changed. */
type Rewrite = (row: PendoRow, query: EventQuery) => PendoRow | undefined;

type Period = 'day' | 'hour';

let rewrite: Rewrite = (row) => row;
let emulator: Emulator;
let folder: string;
let catalog: ConfiguredCatalog;
let destination: Destination;
let config: Record<string, unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-pendo-history-'));
  const data = createSubscription({ seed: 5, scale: SCALE });
  const subscription: EmulatedSubscription = {
    ...data,
    events: (query, now) => rewritten(data.events(query, now), query),
  };
  // Methods of a class stand on its prototype.
  Object.setPrototypeOf(subscription, Object.getPrototypeOf(data));
  emulator = await serve({ subscription, now: DEFAULT_NOW });
  await syncThreeDays('day');
  await syncThreeDays('hour');
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

afterEach(() => {
  destination.close();
  rewrite = (row) => row;
  emulator.clock.set(DEFAULT_NOW);
  emulator.faults.clear();
  emulator.changes.length = 0;
});

/** Opens a connection that has the destination at this path. */
async function connect(path: string, more: object): Promise<void> {
  config = {
    integration_key: emulator.integrationKey,
    base_url: emulator.url,
    start_date: '2026-05-01',
    advanced: { window_days: 5 },
    ...more,
  };
  catalog = configuredCatalog(await discoverCatalog(config), { streams: [...STREAMS, 'daily_totals'] });
  destination = openDestination(path, catalog);
}

const pathOf = (name: string) => join(folder, `${name}.sqlite`);

/** A short history is not counted at first: the first check, a day later, reads it once more. */
async function syncThreeDays(period: Period): Promise<void> {
  await connect(pathOf(period), { period });
  await sync();
  expect(differences()).toEqual([]);
  await syncNextDay();
  await syncNextDay();
  expect(differences()).toEqual([]);
  destination.close();
  emulator.clock.set(DEFAULT_NOW);
}

/** Goes on after `syncThreeDays`, with a copy of its destination. */
async function resume(period: Period): Promise<void> {
  await copyFile(pathOf(period), pathOf('copy'));
  await connect(pathOf('copy'), { period });
  emulator.clock.set(DEFAULT_NOW + 2 * NEXT_DAY_MS);
}

const SCALE = {
  visitors: 30,
  accounts: 8,
  pages: 4,
  features: 4,
  guides: 6,
  trackTypes: 3,
  days: 40,
  // So many that each day keeps some of them.
  rowsPerDay: { events: 8, pageEvents: 8, featureEvents: 8, trackEvents: 10 },
  singleEventsPerDay: { guideEvents: 12, pollEvents: 10 },
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

interface Sync {
  readonly log: string;
  /** The requests that count the history. */
  readonly totals: number;
}

function syncNextDay(): Promise<Sync> {
  emulator.clock.advance(NEXT_DAY_MS);
  return sync();
}

async function sync(): Promise<Sync> {
  emulator.requests.clear();
  const { messages, exitCode } = await readCatalogHere(catalog, { config, state: destination.states() });
  for (const message of messages) destination.apply(message);
  expect(exitCode).toBe(0);
  return {
    log: messages.flatMap(({ log }) => log?.message ?? []).join('\n'),
    totals: emulator.requests.count(isForTotals),
  };
}

function isForTotals({ body }: { readonly body: unknown }): boolean {
  return /events-totals/.test(JSON.stringify(body) ?? '');
}

function currentRowsOf(name: string): readonly JsonRecord[] {
  const totals = destination.rows('daily_totals');
  return currentRows({ stream: name, rows: destination.rows(name), totals });
}

function differences(streams: readonly string[] = STREAMS): string[] {
  const now = emulator.clock.now();
  const subscription = emulator.subscription.at(now);
  return streams.flatMap((name) => {
    const stream = streamNamed({ streams: catalog.streams.map((configured) => configured.stream) }, name);
    const expected = expectedTable({ subscription, stream, config: { start_date: '', ...config }, now });
    return compareTables(stream, expected, tableOf(currentRowsOf(name), stream)).map((text) => `${name}: ${text}`);
  });
}

const timeOf = (row: PendoRow) => Number(row.day ?? row.hour ?? row.browserTime);
const isOld = (row: PendoRow) => timeOf(row) < DEFAULT_NOW - 14 * DAY_MS;

describe.each(['day', 'hour'] as const)('By %s, the history check', (period) => {
  beforeEach(() => resume(period));

  test('reads days again that have lost rows, and the current rows are those of Pendo.', async () => {
    rewrite = (row) => (isOld(row) && hasOddVisitor(row) ? undefined : row);
    expect((await syncNextDay()).log).toMatch(/page_events: reading \d+ older days again/);
    // More days differ than one sync reads again.
    await syncNextDay();
    expect(differences()).toEqual([]);
  });

  test('reads days again whose counts have changed, and days with late rows.', async () => {
    rewrite = (row) => (isOld(row) && hasOddVisitor(row) && row.numEvents !== undefined ? more(row) : row);
    await syncNextDay();
    await syncNextDay();
    expect(differences()).toEqual([]);
  });

  test('sends six requests a day and none in between, and reads nothing again when nothing has changed.', async () => {
    emulator.clock.advance(HOUR_MS);
    expect((await sync()).totals).toBe(0);
    emulator.clock.advance(24 * HOUR_MS);
    const { log, totals } = await sync();
    expect(totals).toBe(STREAMS.length);
    expect(log).not.toContain('older days again');
    expect(differences()).toEqual([]);
  });

  test('is off with history_check: false.', async () => {
    config = { ...config, history_check: false };
    expect((await syncNextDay()).totals).toBe(0);
  });

  test('is skipped with a warning when Pendo refuses to count, and works again a day later.', async () => {
    emulator.faults.add({ match: { when: isForTotals }, status: 400 });
    rewrite = (row) => (isOld(row) ? undefined : row);
    expect((await syncNextDay()).log).toContain('the history check is skipped this time');
    emulator.faults.clear();
    expect((await syncNextDay()).log).toMatch(/page_events: reading \d+ older days again/);
  });
});

describe('By day,', () => {
  beforeEach(() => resume('day'));

  test('the views of docs/records.md show the current rows.', async () => {
    // On some days nothing is left, on others a half.
    const isEmptied = (row: PendoRow) => Math.floor(timeOf(row) / DAY_MS) % 4 === 0;
    rewrite = (row) => (isOld(row) && (isEmptied(row) || hasOddVisitor(row)) ? undefined : row);
    for (let day = 0; day < 2; day += 1) await syncNextDay();
    await syncAfterMoveOfZone();
    const page = await readFile(new URL('../../docs/records.md', import.meta.url), 'utf8');
    const db = new DatabaseSync(pathOf('copy'));
    for (const name of ['page_events', 'guide_events']) {
      db.exec(viewOf(page, name));
      const shown = db.prepare(`SELECT count(*) AS n FROM current_${name}`).get()?.n;
      expect(shown).toBe(currentRowsOf(name).length);
      expect(shown).toBeLessThan(destination.count(name));
    }
    db.close();
  });

  test('single events of days that moved with the time zone are current although these days were not read again yet.', async () => {
    await syncAfterMoveOfZone();
    expect(differences(['guide_events', 'poll_events'])).toEqual([]);
  });

  test('the newest days are read again first, and the others with the next checks.', async () => {
    config = { ...config, advanced: { window_days: 2 } };
    rewrite = (row) => (isOld(row) && row.numEvents !== undefined ? more(row) : row);
    const { log } = await syncNextDay();
    expect(log).toMatch(/page_events: reading 8 older days again.* oldest of them are read with the next syncs/);
    for (let day = 0; day < 3; day += 1) await syncNextDay();
    expect(differences()).toEqual([]);
    expect((await syncNextDay()).log).not.toContain('older days again');
  });
});

/** The view of a stream as SQLite spells it. */
function viewOf(page: string, stream: string): string {
  const [, view = ''] = new RegExp(`\`\`\`sql\n(CREATE VIEW current_${stream}[^]*?)\`\`\``).exec(page) ?? [];
  return view
    .replace(/date\((\w+) AT TIME ZONE 'UTC'\)/g, 'substr($1, 1, 10)')
    .replace(/([\w.]+) \+ INTERVAL '(\d+ hours)'/g, "strftime('%Y-%m-%dT%H:%M:%fZ', $1, '+$2')");
}

/** A sync that finds that all days begin at other times, and reads four of them again. */
async function syncAfterMoveOfZone(): Promise<void> {
  emulator.clock.advance(NEXT_DAY_MS);
  emulator.changes.push({ kind: 'moveZone', at: emulator.clock.now(), timeZone: 'Asia/Tokyo' });
  config = { ...config, advanced: { window_days: 1 } };
  await sync();
}

test.each(['America/Los_Angeles', 'Asia/Tokyo'])(
  'When the time zone moves to %s, the current rows are those of its days, also on start_date.',
  async (timeZone) => {
    // Pendo has rows of earlier days too.
    await connect(':memory:', { start_date: '2026-05-20', advanced: { window_days: 30 } });
    await sync();
    await syncNextDay();
    emulator.changes.push({ kind: 'moveZone', at: emulator.clock.now(), timeZone });
    for (let day = 0; day < 3; day += 1) await syncNextDay();
    expect(differences()).toEqual([]);
  },
);

/** By the visitor, so that the rows of a day and those of its hours agree. */
function hasOddVisitor(row: PendoRow): boolean {
  return /[13579]@/.test(String(row.visitorId));
}

function more(row: PendoRow): PendoRow {
  return { ...row, numEvents: Number(row.numEvents) + 1 };
}
