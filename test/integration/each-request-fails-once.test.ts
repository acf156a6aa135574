import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultEffect } from '../../emulator/faults/fault.ts';
import type { Incoming } from '../../emulator/http/incoming.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { readCatalogHere } from '../helpers/read-here.ts';
import { configuredCatalog, recordsOf } from '../helpers/run.ts';
import { expectedTable, tableOf, withoutEdges } from '../helpers/tables.ts';

/**
 * After the first of these faults a stream asks for less, after the second for one app at a time. A third would make it
 * ask by object id, which leaves out the rows of deleted objects.
 */
const MOST_IF_SPLIT = 2;
/** If this question takes too long, a little more than the days of the config is read. It is not worth a second try. */
const TIME_ZONE_QUESTION = 'source-pendo-time-zone';

interface Case {
  readonly period: 'day' | 'hour';
  readonly fault: string;
  readonly effect: FaultEffect;
  /** How many different requests of each stream fail. */
  readonly most: number;
}

const CASES: readonly Case[] = [
  { period: 'day', fault: 'meets a problem of Pendo', effect: { status: 503 }, most: Number.POSITIVE_INFINITY },
  { period: 'day', fault: 'takes too long', effect: { status: 408 }, most: MOST_IF_SPLIT },
  { period: 'hour', fault: 'brings half an answer', effect: { truncate: { afterBytes: 40 } }, most: MOST_IF_SPLIT },
];

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny' });
});
afterAll(() => emulator.close());

/** Returns whether a request comes for the first time. The same request passes when it comes again. */
function createFirstTime(most: number): (request: Incoming) => boolean {
  const seen = new Set<string>();
  const fired = new Map<string, number>();
  return ({ method, path, query, rawBody }) => {
    const name = /"requestId":"([^"]*)"/.exec(rawBody)?.[1] ?? path;
    const asked = JSON.stringify([method, path, query, rawBody]);
    const before = fired.get(name) ?? 0;
    if (seen.has(asked) || before >= most || (name === TIME_ZONE_QUESTION && most === MOST_IF_SPLIT)) return false;
    seen.add(asked);
    fired.set(name, before + 1);
    return true;
  };
}

test.each(CASES)(
  'By $period, if each new request $fault, all streams are complete.',
  async ({ period, effect, most }) => {
    const { integrationKey, url, subscription, clock } = emulator;
    const config = { start_date: '2026-06-13', period, integration_key: integrationKey, base_url: url };
    const catalog = await discoverCatalog(config);
    const configured = configuredCatalog(catalog, { syncMode: 'full_refresh' });
    const added = emulator.faults.add({ match: { when: createFirstTime(most) }, ...effect });
    const run = await readCatalogHere(configured, { config, now: () => clock.now() });
    added.remove();
    expect(added.fired).toBeGreaterThan(configured.streams.length);
    expect(run).toMatchObject({ exitCode: 0, errors: [] });
    const now = clock.now();
    const differences = catalog.streams.flatMap((stream) => {
      const expected = expectedTable({ subscription, stream, config, now });
      const records = withoutEdges(recordsOf(run.messages, stream.name), stream, { config, now });
      return compareTables(stream, expected, tableOf(records, stream)).map((text) => `${stream.name}: ${text}`);
    });
    expect(differences).toEqual([]);
  },
);
