import type { Random } from '../prng.ts';
import { RawNumber } from '../raw-number.ts';
import type { Scale } from '../scales.ts';

/** A field that a customer sends: its declared type, and values that may not fit it. */
export interface MetadataField {
  readonly group: string;
  readonly name: string;
  /**
   * string, time, boolean, integer, float, list, "" (evidence.md#metadata-types), or an unknown type.
   */
  readonly type: string;
  readonly isDeleted?: boolean;
  /** In the data but not in the schema endpoint's answer. */
  readonly isUndeclared?: boolean;
  /** Undefined leaves out the key. */
  value(random: Random): unknown;
}

const LONG_AGO_MS = Date.UTC(2024, 0, 1);

const AGENT_FIELDS: readonly MetadataField[] = [
  { group: 'agent', name: 'full_name', type: 'string', value: (random) => `Person ${random.below(1000)}` },
  { group: 'agent', name: 'role', type: 'string', value: (random) => random.pick(['admin', 'editor', 'viewer', '']) },
  { group: 'agent', name: 'plan', type: 'string', value: (random) => random.pick(['free', 'team', 'enterprise']) },
  { group: 'agent', name: 'is_admin', type: 'boolean', value: (random) => random.chance(0.2) },
  { group: 'agent', name: 'seats', type: 'integer', value: (random) => random.between(1, 500) },
  { group: 'agent', name: 'signup', type: 'time', value: timeInMs },
  { group: 'agent', name: 'tags', type: 'list', value: (random) => [random.pick(['a', 'b']), 'c "quoted"'] },
  { group: 'agent', name: 'untyped', type: '', value: (random) => random.pick<string | number>(['text', 17]) },
];

/** Values contradict their declared type in practice (evidence.md#metadata-values). */
const CUSTOM_FIELDS: readonly MetadataField[] = [
  {
    group: 'custom',
    name: 'score',
    type: 'integer',
    value: (random) => random.pick([random.below(100), '12.50', '', null, '7', -3]),
  },
  {
    group: 'custom',
    name: 'renewal',
    type: 'time',
    value: (random) => random.pick([timeInMs(random), String(timeInMs(random)), '2026-01-31T00:00:00Z', '', 0, null]),
  },
  {
    group: 'custom',
    name: 'big_number',
    type: 'integer',
    value: (random) => random.pick([new RawNumber('12345678901234567890'), new RawNumber('-9007199254740993'), 5]),
  },
  {
    group: 'custom',
    name: 'ratio',
    type: 'float',
    value: (random) => random.pick([new RawNumber('0.1234567890123456789012345'), new RawNumber('1.50e-3'), 2, '0.5']),
  },
  { group: 'custom', name: 'vip', type: 'boolean', value: (random) => random.pick([true, false, 'true', '', null]) },
  { group: 'custom', name: 'nothing', type: 'string', value: () => null },
  {
    group: 'custom',
    name: 'labels',
    type: 'list',
    value: (random) => random.pick<unknown>([['x', 'y'], 'x,y', '["x","y"]', [], '', null]),
  },
  { group: 'custom', name: 'Weird Name', type: 'string', value: (random) => `weird \\ "${random.below(9)}"` },
  { group: 'custom', name: 'with.dot', type: 'string', value: (random) => `line\n${random.below(9)} 🎈` },
  { group: 'custom', name: 'MixedCase', type: 'string', value: (random) => (random.chance(0.5) ? 'here' : undefined) },
  { group: 'custom', name: 'shape', type: 'hologram', value: (random) => ({ x: random.below(9), y: [1, null] }) },
  { group: 'custom', name: 'retired', type: 'string', isDeleted: true, value: () => undefined },
  { group: 'custom', name: 'undeclared', type: '', isUndeclared: true, value: (random) => random.below(9) },
];

const OTHER_FIELDS: readonly MetadataField[] = [
  { group: 'salesforce', name: 'amount', type: 'float', value: (random) => random.below(1_000_000) / 100 },
  { group: 'salesforce', name: 'stage', type: 'string', value: (random) => random.pick(['Open', 'Won', 'Lost']) },
  { group: 'salesforce', name: 'closedate', type: 'time', value: (random) => String(timeInMs(random)) },
  { group: 'pendo', name: 'designerenabled', type: 'boolean', value: (random) => random.chance(0.1) },
  { group: 'pendo', name: 'donotprocess', type: 'boolean', value: () => undefined },
];

const MANY_FIELDS_COUNT = 3_000;

/** The fields of a subscription, the same for visitors and accounts. */
export function metadataFields(scale: Scale): readonly MetadataField[] {
  const all = [...AGENT_FIELDS, ...customFields(scale), ...OTHER_FIELDS];
  return scale.simpleMetadata ? all.filter(({ type }) => type !== 'list' && type !== 'hologram') : all;
}

function customFields(scale: Scale): readonly MetadataField[] {
  if (scale.metadata === 'none') return [];
  return scale.metadata === 'thousands' ? [...CUSTOM_FIELDS, ...manyFields()] : CUSTOM_FIELDS;
}

function manyFields(): MetadataField[] {
  return Array.from({ length: MANY_FIELDS_COUNT }, (_, index) => ({
    group: 'custom',
    name: `field_${String(index).padStart(4, '0')}`,
    ...MANY_FIELD_KINDS[index % MANY_FIELD_KINDS.length],
  })) as MetadataField[];
}

/** Each of the many fields has a value in only one row of fifty, otherwise every row would have 100 KB. */
const MANY_FIELD_KINDS: readonly Pick<MetadataField, 'type' | 'value'>[] = [
  { type: 'string', value: (random) => (random.chance(0.02) ? random.text(8) : undefined) },
  { type: 'integer', value: (random) => (random.chance(0.02) ? random.below(1000) : undefined) },
  { type: 'time', value: (random) => (random.chance(0.02) ? timeInMs(random) : undefined) },
];

function timeInMs(random: Random): number {
  return LONG_AGO_MS + random.below(63_072_000) * 1000;
}
