import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STREAMS } from '../../src/streams/index.ts';
import { EXPECTED } from './dbt/expected/index.ts';
import { createProject } from './dbt/project.ts';
import { DBT_FOLDER, PYTHON_FOLDER } from './subject.ts';

/** Warehouses that are not at hand: nothing here connects to them. */
const PROFILES = {
  snowflake: { account: 'none', user: 'nobody', password: 'none', database: 'NONE', warehouse: 'none' },
  bigquery: { method: 'oauth-secrets', token: 'none', project: 'none' },
};

const TIMEOUT_MS = 300_000;
const WITHOUT_WAREHOUSE = ['--no-introspect', '--no-populate-cache'];

describe.skipIf(DBT_FOLDER === undefined).each(Object.entries(PROFILES))('the dbt package for %s', (type, profile) => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), `source-pendo-dbt-${type}-`));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('compiles without a connection to SQL of this warehouse, incremental and in full.', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const project = await createProject({
      folder,
      profile: { type, ...profile },
      variables: { schema: 'pendo', fivetran_views: true },
    });
    for (const more of [[], ['--full-refresh']]) {
      await project.run('compile', ...WITHOUT_WAREHOUSE, ...more);
      const { stdout } = await promisify(execFile)(join(String(DBT_FOLDER), 'python'), [
        join(PYTHON_FOLDER, 'parse_sql.py'),
        type,
        join(folder, 'target/compiled'),
      ]);
      expect(Number(stdout)).toBeGreaterThan(STREAMS.length + Object.keys(EXPECTED).length);
    }
  });
});
