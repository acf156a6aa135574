import { createSubscription, DEFAULT_NOW, SCALES, type Scale } from '../../emulator/data/index.ts';
import type { Subscription } from '../../emulator/types.ts';
import type { Shape } from '../rows/shapes.ts';

const DAY_MS = 86_400_000;
const SEED = 1;

/** So many rows that one day has enough for every benchmark. Metadata is what tap-pendo can bear. */
const SCALE: Scale = {
  ...SCALES.large,
  visitors: 200_000,
  accounts: 10_000,
  days: 6,
  rowsPerDay: { events: 500_000, pageEvents: 500_000, featureEvents: 1000, trackEvents: 1000 },
  singleEventsPerDay: { guideEvents: 1_000_000, pollEvents: 1000 },
  simpleMetadata: true,
};

/** Rows of a shape as the emulator makes them, each as JSON text; the same ones in the same order each time. */
export function* rowsOf(shape: Shape): Generator<string> {
  const subscription = createSubscription({ seed: SEED, scale: SCALE });
  const rows = shape.source === 'visitors' ? wideVisitors(subscription) : eventsOfOneDay(subscription, shape);
  for (const row of rows) yield JSON.stringify(row);
}

/** A Thursday: the emulator's weekends are quieter. */
function eventsOfOneDay(subscription: Subscription, { source }: Shape): Iterable<object> {
  if (source === 'visitors') throw new Error('Visitors are no events.');
  const to = subscription.bucketStart('dayRange', DEFAULT_NOW) - 3 * DAY_MS;
  const appIds = subscription.apps.map(({ id }) => id);
  const query = { source, period: 'dayRange', from: to - DAY_MS, to, appIds, blacklist: 'apply' } as const;
  return subscription.events(query, DEFAULT_NOW);
}

/** Custom fields that a customer sends for every visitor it knows; the emulator's own dozen stays beside them. */
const WIDE_FIELDS = 60;

function* wideVisitors(subscription: Subscription): Generator<object> {
  let index = 0;
  for (const row of subscription.visitors(DEFAULT_NOW)) {
    const metadata = Object(row.metadata) as Record<string, unknown>;
    const custom = metadata.custom && { ...Object(metadata.custom), ...wideFields(index) };
    yield custom === undefined ? row : { ...row, metadata: { ...metadata, custom } };
    index += 1;
  }
}

function wideFields(visitor: number): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (let field = 0; field < WIDE_FIELDS; field += 1) {
    const name = `customer_field_${String(field).padStart(2, '0')}`;
    const value = (visitor * 31 + field * 17) % 1000;
    // A field in eight has no value, another one in each row.
    if (value % 8 !== 0) fields[name] = WIDE_VALUES[field % WIDE_VALUES.length]?.(value);
  }
  return fields;
}

const WIDE_VALUES: readonly ((value: number) => unknown)[] = [
  (value) => `value ${value}`,
  (value) => value,
  (value) => value % 2 === 1,
  (value) => Date.UTC(2025, 0, 1) + value * 3_600_000,
];
