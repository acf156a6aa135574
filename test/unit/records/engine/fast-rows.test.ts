import { describe, expect, it } from 'vitest';
import { createSubscription, DEFAULT_NOW } from '../../../../emulator/data/index.ts';
import { loadRowEngine, type RowEngine } from '../../../../src/records/row-engine.ts';
import { loadRowNumbers } from '../../../../src/records/row-numbers.ts';
import { findStream } from '../../../../src/streams/index.ts';
import { recordShape } from '../../../../src/streams/record-shape.ts';

const DAY_MS = 86_400_000;
const engine = await builtEngine();
const createRowNumbers = await loadRowNumbers();
const subscription = createSubscription({ seed: 1, scale: 'tiny' });

const SOURCES = [
  ['events', 'events'],
  ['page_events', 'pageEvents'],
  ['feature_events', 'featureEvents'],
  ['track_events', 'trackEvents'],
  ['guide_events', 'guideEvents'],
  ['poll_events', 'pollEvents'],
] as const;

const ENTITY =
  '{"visitorId":"v\\u0026-1","accountId":"a-1","metadata":{"auto":{"lastupdated":1780426032831,"firstvisit":0},' +
  '"agent":{"email":"a\\u0026b@example.com"},"pendo":{"donotprocess":true},"other":{"x":[1,{"y":null}]}},"more":1.50}';

async function builtEngine(): Promise<RowEngine> {
  const built = await loadRowEngine();
  if (built === undefined) throw new Error('There is no engine: run `npm run build`.');
  return built;
}

/** How many rows the engine reads before one that it hands back. */
function rowsRead(stream: string, rows: readonly string[]): number {
  const definition = findStream(stream);
  if (definition === undefined) throw new Error(`There is no stream ${stream}.`);
  const plan = engine.plan(recordShape(definition, 'day'), createRowNumbers(), () => true);
  if (plan === undefined) return 0;
  engine.begin(plan, '}\n', new Uint8Array());
  const bytes = Buffer.from(`${rows.join(',')}]`);
  expect(engine.add(bytes)).toBe(bytes.length);
  expect(engine.readRows(false)).toBe('handed-back');
  expect(engine.input.toString()).toBe(']');
  return engine.records;
}

describe('The engine reads common rows by itself', () => {
  for (const [stream, source] of SOURCES) {
    it(`of ${stream}, even with awkward ids.`, () => {
      const to = subscription.bucketStart('dayRange', DEFAULT_NOW);
      const appIds = subscription.apps.map(({ id }) => id);
      const query = { source, period: 'dayRange', from: to - 30 * DAY_MS, to, appIds, blacklist: 'apply' } as const;
      const rows = [...subscription.events(query, DEFAULT_NOW)].slice(0, 100).map((row) => JSON.stringify(row));
      expect(rows.length).toBeGreaterThan(5);
      expect(rowsRead(stream, rows)).toBe(rows.length);
    });
  }

  for (const stream of ['visitors', 'accounts']) {
    it(`of ${stream}, with their metadata.`, () => {
      expect(rowsRead(stream, [ENTITY, ENTITY, ENTITY])).toBe(3);
    });
  }
});
