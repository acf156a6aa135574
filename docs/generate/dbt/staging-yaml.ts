import { stringify } from 'yaml';
import type { StreamDefinition } from '../../../src/streams/types.ts';
import { isHandedOn, keyColumns, stagingColumns } from './staging-columns.ts';
import { stagingName, timeOf } from './staging-model.ts';

const MADE_BY = '# Made by `npm run docs` from src/streams: edit there.\n';

type Test = string | Readonly<Record<string, unknown>>;

interface DescribedColumn {
  readonly name: string;
  readonly description: string;
  readonly data_tests?: readonly Test[];
}

/** The tables that Airbyte makes, as sources of the package. */
export function sourcesYaml(streams: readonly StreamDefinition[]): string {
  const tables = streams.map(({ name, description }) => ({
    name,
    identifier: `{{ var('table_prefix', '') }}${name}`,
    description,
  }));
  const source = {
    name: 'pendo',
    description: 'The tables that Airbyte fills from source-pendo.',
    database: "{{ var('database', target.database) }}",
    schema: "{{ var('schema', 'pendo') }}",
    tables,
  };
  return toYaml({ version: 2, sources: [source] });
}

/** Descriptions and tests of the staging models. */
export function stagingYaml(streams: readonly StreamDefinition[]): string {
  return toYaml({ version: 2, models: streams.map(stagingEntry) });
}

function stagingEntry(definition: StreamDefinition) {
  return { name: stagingName(definition), description: definition.description, columns: describedColumns(definition) };
}

const UNIQUE: readonly Test[] = ['unique', 'not_null'];

function describedColumns(definition: StreamDefinition): readonly DescribedColumn[] {
  const key = keyColumns(definition);
  const [onlyKey] = key.length === 1 ? key : [];
  const columns = stagingColumns(definition)
    .filter(isHandedOn)
    .flatMap(({ name, description }): DescribedColumn[] => [
      { name, description, ...testsOf(definition, name, onlyKey) },
      ...(name === 'visitor_id' ? [ANONYMOUS] : []),
    ]);
  return [
    ...(onlyKey === undefined ? [rowKey(key)] : []),
    ...(timeOf(definition) === undefined ? [] : [DATE]),
    ...(definition.bucketReadAt === undefined ? [] : [STILL_MOVING]),
    ...columns,
  ];
}

function rowKey(key: readonly string[]): DescribedColumn {
  return { name: 'row_key', description: `Hash of the row's key: ${key.join(', ')}.`, data_tests: UNIQUE };
}

const DATE = { name: 'date', description: "Day of the row in the subscription's calendar." } as const;
const STILL_MOVING = {
  name: 'is_still_moving',
  description: 'Whether the day is younger than lookback_days, so that Pendo may still change it.',
} as const;
const ANONYMOUS = {
  name: 'is_anonymous',
  description: 'Whether nobody has identified the visitor; the id then begins with _PENDO_T_.',
} as const;

/** The columns that name an object, and the stream in which it stands. */
const PARENTS: Readonly<Record<string, string>> = {
  page_id: 'pages',
  feature_id: 'features',
  track_type_id: 'track_types',
  guide_id: 'guides',
  product_area_id: 'product_areas',
};

function testsOf(definition: StreamDefinition, name: string, onlyKey: string | undefined): Partial<DescribedColumn> {
  if (name === onlyKey) return { data_tests: UNIQUE };
  const parent = isMadeOfParent(definition, name) ? PARENTS[name] : undefined;
  return parent === undefined ? {} : { data_tests: [relationship(parent)] };
}

/** Whether the rows are elements of the object that the column names, and come in the same answer. */
function isMadeOfParent({ explode = [] }: StreamDefinition, name: string): boolean {
  const given = explode.flatMap(({ parent }) => Object.keys(parent));
  return given.some((field) => `${field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}` === name);
}

/** A warning only: the parent's stream may not have been selected in Airbyte. */
function relationship(parent: string): Test {
  const to = `ref('${stagingName({ name: parent })}')`;
  return { relationships: { arguments: { to, field: 'id' }, config: { severity: 'warn' } } };
}

function toYaml(content: unknown): string {
  return MADE_BY + stringify(content, { lineWidth: 120, aliasDuplicateObjects: false });
}
