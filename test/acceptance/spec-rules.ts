/**
 * The rules of Airbyte's acceptance tests for a spec. Each returns one sentence per error. Written after the assertions
 * of the Connector Acceptance Tests, which are strict because Airbyte's UI generates the form only from the spec.
 */

export type Schema = Readonly<Record<string, unknown>>;

interface Node {
  readonly path: string;
  readonly schema: Schema;
  /** The name of the described property; absent for list items and variants. */
  readonly name?: string;
  readonly depth: number;
}

const FORBIDDEN = [
  'not',
  'anyOf',
  'allOf',
  'patternProperties',
  'prefixItems',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'dependentRequired',
  '$ref',
];
/**
 * Airbyte's list has complete names. Here the end of a name is enough, so that our own `integration_key` is checked.
 */
const SECRET_NAMES =
  /(^|_)(token|secret|password|key|service_account_info|service_account|tenant_id|certificate|jwt|credentials|app_id|appid)$/;
const CAN_HOLD_A_SECRET = ['string', 'integer', 'number'];
const ITEM_TYPES = ['object', 'string', 'number', 'integer'];

export function specFaults(connectionSpecification: Schema): string[] {
  return [...nodesOf({ path: 'spec', schema: connectionSpecification, depth: 0 })].flatMap((node) =>
    RULES.flatMap((rule) => rule(node).map((fault) => `${node.path} ${fault}`)),
  );
}

export function objectOf(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

export function* nodesOf(node: Node): Iterable<Node> {
  yield node;
  const { path, schema, depth } = node;
  for (const [name, child] of Object.entries(objectOf(schema.properties))) {
    yield* nodesOf({ path: `${path}.${name}`, schema: objectOf(child), name, depth: depth + 1 });
  }
  if (schema.items !== undefined)
    yield* nodesOf({ path: `${path}[]`, schema: objectOf(schema.items), depth: depth + 1 });
  for (const [index, variant] of listOf(schema.oneOf).entries()) {
    yield* nodesOf({ path: `${path}.oneOf[${index}]`, schema: objectOf(variant), depth: depth + 1 });
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

type Rule = (node: Node) => string[];

function fault(isFault: boolean, text: string): string[] {
  return isFault ? [text] : [];
}

const RULES: readonly Rule[] = [
  ({ schema }) => FORBIDDEN.filter((keyword) => keyword in schema).map((keyword) => `has ${keyword}`),
  ({ schema }) =>
    fault(new Set(listOf(schema.enum)).size !== listOf(schema.enum).length, 'repeats a value of its enum'),
  ({ schema }) => fault(schema.additionalProperties === false, 'refuses additional properties'),
  ({ schema, depth }) => fault('group' in schema && depth !== 1, 'has a group below the top level'),
  ({ schema }) =>
    fault(
      'display_type' in schema &&
        (!('oneOf' in schema) || !['dropdown', 'radio'].includes(String(schema.display_type))),
      'has a display_type that does nothing',
    ),
  ({ schema }) =>
    fault(schema.type === 'array' && !hasGoodItems(objectOf(schema.items)), 'has items of no usable type'),
  hasOneType,
  isNoEmptyObject,
  marksSecrets,
  ordersOnce,
  hasDistinguishableVariants,
  requiresNothingInOptionalObjects,
];

function hasGoodItems(items: Schema): boolean {
  return 'enum' in items || ITEM_TYPES.includes(String(items.type));
}

function hasOneType({ schema: { type } }: Node): string[] {
  if (!Array.isArray(type)) return [];
  return fault(!(type.length === 1 || (type.length === 2 && type[1] === 'null')), 'has more than one type');
}

function isNoEmptyObject({ schema, depth }: Node): string[] {
  const isEmpty = Object.keys(objectOf(schema.properties)).length === 0 && !('oneOf' in schema);
  return fault(depth > 0 && schema.type === 'object' && isEmpty, 'is an object without properties');
}

function marksSecrets({ schema, name }: Node): string[] {
  const canHold = CAN_HOLD_A_SECRET.includes(String(schema.type)) && !('const' in schema);
  if (schema.airbyte_secret === true) return fault(!canHold, 'cannot hold a secret and is marked as one');
  return fault(
    name !== undefined && SECRET_NAMES.test(name) && canHold,
    'is named like a secret and is not marked as one',
  );
}

function ordersOnce({ schema }: Node): string[] {
  const places = Object.values(objectOf(schema.properties)).map((child) => {
    const { group, order } = objectOf(child);
    return order === undefined ? undefined : `${group} ${order}`;
  });
  const given = places.filter((place) => place !== undefined);
  return fault(new Set(given).size !== given.length, 'gives one order to two properties');
}

/** The form validates even an object that is left out, so its required properties would be required of everyone. */
function requiresNothingInOptionalObjects({ schema }: Node): string[] {
  const optional = Object.entries(objectOf(schema.properties)).filter(
    ([name]) => !listOf(schema.required).includes(name),
  );
  return optional.flatMap(([name, child]) =>
    fault(listOf(objectOf(child).required).length > 0, `requires something inside ${name}, which is optional`),
  );
}

/** The form distinguishes variants by one property that has a constant in each of them. */
function hasDistinguishableVariants({ schema }: Node): string[] {
  if (!('oneOf' in schema)) return [];
  const variants = listOf(schema.oneOf).map((variant) => objectOf(objectOf(variant).properties));
  const constants = variants.map((properties) =>
    Object.keys(properties).filter((name) => 'const' in objectOf(properties[name])),
  );
  const shared = (constants[0] ?? []).filter((name) => constants.every((names) => names.includes(name)));
  const values = variants.map((properties) => objectOf(properties[shared[0] ?? '']).const);
  return [
    ...fault(schema.type !== 'object', 'has variants and is no object'),
    ...fault(shared.length !== 1, 'does not tell its variants apart by one constant'),
    ...fault(new Set(values).size !== values.length, 'gives two variants the same constant'),
  ];
}
