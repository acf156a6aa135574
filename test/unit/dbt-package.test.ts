import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageFiles } from '../../docs/generate/dbt/package-files.ts';
import { stagingColumns } from '../../docs/generate/dbt/staging-columns.ts';
import { STREAMS } from '../../src/streams/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function read(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8');
}

interface Described {
  readonly name: string;
  readonly description?: string;
  readonly columns?: readonly Described[];
  readonly data_tests?: readonly unknown[];
}

const DESCRIPTIONS = globSync('dbt/models/**/_*.yml', { cwd: ROOT });
const MODELS = DESCRIPTIONS.flatMap((name): Described[] => parse(read(name)).models ?? []);

test('the package has the version of package.json, and its page names that version', () => {
  const { version } = JSON.parse(read('package.json'));
  expect(parse(read('dbt/dbt_project.yml')).version).toBe(version);
  expect(read('docs/models.md')).toContain(`    revision: v${version}\n`);
});

test('the folder of the staging models holds one model per stream and nothing else', () => {
  const wanted = [...packageFiles(STREAMS).keys()].sort();
  expect(globSync('dbt/models/staging/*', { cwd: ROOT }).sort()).toEqual(wanted);
  expect(wanted.filter((name) => name.endsWith('.sql'))).toHaveLength(STREAMS.length);
});

test('every model is described, and every described model is there', () => {
  const files = globSync('dbt/models/**/*.sql', { cwd: ROOT }).map((name) => basename(name, '.sql'));
  expect(MODELS.map(({ name }) => name).sort()).toEqual(files.sort());
});

test("every view with Fivetran's names is off by default, has its table's name, and is explained", () => {
  const files = globSync('dbt/models/fivetran/*.sql', { cwd: ROOT });
  expect(files.length).toBeGreaterThan(0);
  const page = read('docs/coming-from.md');
  for (const file of files) {
    const table = basename(file, '.sql').replace('fivetran_pendo__', '');
    const [, alias] = /config\(enabled=var\('fivetran_views', false\), alias=.*'(\w+)'\)/.exec(read(file)) ?? [];
    expect(alias, file).toBe(table);
    expect(page).toMatch(new RegExp(`^\\| .*\`${table}\`.* \\| view, from `, 'm'));
  }
});

/** It has one row. */
const WITHOUT_KEY = 'pendo_reads';

describe.each(MODELS)('$name', ({ name: model, description, columns = [] }) => {
  test('says what it counts and what its columns hold', () => {
    expect(description).toMatch(/\w{3,}.*\.$/s);
    for (const column of columns) expect(column.description, column.name).toMatch(/\w{3,}.*\.$/s);
  });

  test('has a key that dbt tests', () => {
    const tested = columns.filter(
      ({ data_tests = [] }) => data_tests.includes('unique') && data_tests.includes('not_null'),
    );
    expect(tested.length > 0).toBe(model !== WITHOUT_KEY);
  });
});

/** Words that Snowflake, BigQuery or PostgreSQL does not take as the name of a column, of those that a column may well have. */
const RESERVED = new Set(
  `account all and any array as asc at between by case cast check collate column connect connection constraint create
  cross cube current default define delete desc distinct drop else end enum escape except exclude exists extract false
  fetch following for foreign from full grant group grouping groups hash having if ignore in increment inner insert
  intersect interval into is issue join lateral left like limit lookup merge minus natural new no not null nulls of on
  or order organization outer over partition preceding primary proto qualify range recursive references regexp respect
  revoke right rlike rollup row rows sample schema select session_user set some start struct table tablesample then to
  treat trigger true unbounded union unique unnest update user using values view when whenever where window with within`
    .split(/\s+/)
    .filter(Boolean),
);

test('no column of a staging model is a reserved word of a warehouse', () => {
  for (const stream of STREAMS) {
    for (const { name } of stagingColumns(stream)) expect(RESERVED, `${stream.name}.${name}`).not.toContain(name);
  }
});
