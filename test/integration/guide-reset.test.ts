import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSubscription, DEFAULT_NOW, type EmulatedSubscription, SCALES } from '../../emulator/data/index.ts';
import { type Emulator, serve } from '../../emulator/start.ts';
import type { PendoRow } from '../../emulator/types.ts';
import { type Destination, openDestination } from '../helpers/airbyte/destination.ts';
import type { ConfiguredCatalog, JsonRecord } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { readCatalogHere } from '../helpers/read-here.ts';
import { configuredCatalog } from '../helpers/run.ts';
import { expectedTable, streamNamed, tableOf } from '../helpers/tables.ts';

/** After which the next sync checks the history. */
const NEXT_DAY_MS = 25 * 3_600_000;
const START_DATE = '2026-05-11';
const EVENTS = ['guide_events', 'poll_events'];
const SCALE = {
  ...SCALES.tiny,
  days: 36,
  rowsPerDay: { events: 0, pageEvents: 0, featureEvents: 0, trackEvents: 0 },
  // So many that other rows of each day stay.
  singleEventsPerDay: { guideEvents: 40, pollEvents: 40 },
};

/** Pendo deletes the earlier rows that have these ids. */
interface Reset {
  readonly at: number;
  readonly guideId?: string;
  readonly guideStepId?: string;
  readonly pollId?: string;
}

let folder: string;
let emulator: Emulator;
let catalog: ConfiguredCatalog;
let destination: Destination;
let reset: Reset | undefined;

const pathOf = (name: string) => join(folder, `${name}.sqlite`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-pendo-reset-'));
  const world = createSubscription({ seed: 3, scale: SCALE });
  const subscription: EmulatedSubscription = {
    ...world,
    events: (...input) => Iterator.from(world.events(...input)).filter((row) => !isReset(row)),
    objects: (...input) => Iterator.from(world.objects(...input)).map(withResetAt),
  };
  emulator = await serve({ subscription, now: DEFAULT_NOW });
  catalog = configuredCatalog(await discoverCatalog(config()), {
    streams: [...EVENTS, 'guides', 'guide_steps', 'polls'],
  });
  destination = openDestination(pathOf('before'), catalog);
  // The second deep read compares this short history for the first time.
  for (let day = 0; day < 3; day += 1) await sync();
  expect(differences()).toEqual([]);
  destination.close();
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  reset = undefined;
  emulator.clock.set(DEFAULT_NOW + 3 * NEXT_DAY_MS);
  await copyFile(pathOf('before'), pathOf('after'));
  destination = openDestination(pathOf('after'), catalog);
});
afterEach(() => destination.close());

function isReset(row: PendoRow): boolean {
  if (reset === undefined || Number(row.browserTime) >= reset.at) return false;
  const { at: _, ...ids } = reset;
  return Object.entries(ids).every(([name, id]) => row[name] === id);
}

/** The `resetAt` of the guide, the step or the poll rises with it. */
function withResetAt(object: PendoRow): PendoRow {
  const { at, guideId, guideStepId, pollId } = reset ?? {};
  const risen = (id: string | undefined) => (part: PendoRow) => (part.id === id ? { ...part, resetAt: at } : part);
  if (reset === undefined || object.steps === undefined) return object;
  const { steps, polls = [] } = object as { steps: readonly PendoRow[]; polls?: readonly PendoRow[] };
  return risen(guideId)({ ...object, steps: steps.map(risen(guideStepId)), polls: polls.map(risen(pollId)) });
}

function config(): object {
  const { integrationKey, url } = emulator;
  return { integration_key: integrationKey, base_url: url, start_date: START_DATE };
}

/** A sync a day after the last one; resolves to the log. */
async function sync(): Promise<string> {
  emulator.clock.advance(NEXT_DAY_MS);
  const run = await readCatalogHere(catalog, { config: config(), state: destination.states() });
  expect(run.errors).toEqual([]);
  for (const message of run.messages) destination.apply(message);
  return run.messages.map(({ log }) => log?.message).join('\n');
}

/** The rows of the last read of each UTC day; each day keeps rows of other guides. */
function currentRows(name: string): readonly JsonRecord[] {
  const byDay = Map.groupBy(destination.rows(name), ({ browser_time }) => String(browser_time).slice(0, 10));
  return [...byDay.values()].flatMap((rows) => {
    const newest = rows
      .map(({ bucket_read_at }) => String(bucket_read_at))
      .sort()
      .at(-1);
    return rows.filter(({ bucket_read_at }) => bucket_read_at === newest);
  });
}

function differences(): string[] {
  return EVENTS.flatMap((name) => {
    const stream = streamNamed({ streams: catalog.streams.map((configured) => configured.stream) }, name);
    const { subscription, clock } = emulator;
    const input = { subscription, stream, config: { start_date: START_DATE }, now: clock.now() };
    return compareTables(stream, expectedTable(input), tableOf(currentRows(name), stream)).map(
      (difference) => `${name}: ${difference}`,
    );
  });
}

/** The value that most old rows of the stream have in this column. */
function mostFrequent(name: string, column: string): string {
  const old = destination.rows(name).filter(({ browser_time }) => String(browser_time) < '2026-05-25');
  const counts = [...Map.groupBy(old, (row) => String(row[column]))].map(([id, rows]) => ({ id, count: rows.length }));
  return counts.sort((left, right) => right.count - left.count)[0]?.id ?? '';
}

test.each([
  ['guide', 'guides', 'guideId', 'poll_events', 'guide_id', ['guide_events', 'poll_events']],
  ['step', 'guide_steps', 'guideStepId', 'guide_events', 'guide_step_id', ['guide_events']],
  ['poll', 'polls', 'pollId', 'poll_events', 'poll_id', ['poll_events']],
])('When a %s is reset, its earlier rows are not current after the next daily sync.', async (...row) => {
  const [, objects, field, events, column, changed] = row;
  const id = mostFrequent(events, column);
  reset = { at: emulator.clock.now(), [field]: id };
  expect(differences()).not.toEqual([]);
  const log = await sync();
  for (const name of changed) expect(log).toMatch(new RegExp(`${name}: reading \\d+ older days again.* Rows go when`));
  expect(differences()).toEqual([]);
  const resetAt = destination.rows(objects).find((object) => object.id === id)?.reset_at;
  expect(resetAt).toBe(new Date(reset.at).toISOString());
});
