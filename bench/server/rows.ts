import { createSubscription, DEFAULT_NOW, SCALES, type Scale } from '../../emulator/data/index.ts';
import type { Subscription } from '../../emulator/types.ts';
import type { Shape } from '../rows/shapes.ts';

const DAY_MS = 86_400_000;
const SEED = 1;

/** One day has enough rows for every benchmark. The metadata is simple enough for tap-pendo. */
const SCALE: Scale = {
  ...SCALES.large,
  visitors: 200_000,
  accounts: 10_000,
  days: 6,
  rowsPerDay: { events: 500_000, pageEvents: 500_000, featureEvents: 1000, trackEvents: 1000 },
  singleEventsPerDay: { guideEvents: 1_000_000, pollEvents: 1000 },
  simpleMetadata: true,
};

/** The emulator's rows of a shape, each as JSON text. The same rows in the same order each time. */
export function* rowsOf(shape: Shape): Generator<string> {
  const subscription = createSubscription({ seed: SEED, scale: SCALE });
  const rows = shape.source === 'visitors' ? wideVisitors(subscription) : eventsOfOneDay(subscription, shape);
  for (const row of rows) yield JSON.stringify(row);
}

/** The events of a Thursday, because the emulator's weekends have fewer. */
function eventsOfOneDay(subscription: Subscription, { source }: Shape): Iterable<object> {
  if (source === 'visitors') throw new Error('Visitors are not events.');
  const to = subscription.bucketStart('dayRange', DEFAULT_NOW) - 3 * DAY_MS;
  const appIds = subscription.apps.map(({ id }) => id);
  const query = { source, period: 'dayRange', from: to - DAY_MS, to, appIds, blacklist: 'apply' } as const;
  return subscription.events(query, DEFAULT_NOW);
}

/** The number of custom fields that the customer sends for every visitor, in addition to the emulator's own dozen. */
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
    // One field in eight has no value, a different one in each row.
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
