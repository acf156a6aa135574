import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exactNumber, parseExact } from '../helpers/airbyte/exact-json.ts';
import type { JsonRecord, Stream } from '../helpers/airbyte/messages.ts';
import { EXECUTABLE } from '../helpers/run.ts';
import { PYAIRBYTE, PYTHON_FOLDER, SUBJECT_IMAGE } from './subject.ts';

/** What PyAirbyte runs: an executable of this machine, or an image. */
export type Target = readonly [kind: 'exec' | 'image', target: string];

export const ON_EXECUTABLE: Target = ['exec', EXECUTABLE];
export const ON_IMAGE: Target | undefined = SUBJECT_IMAGE === undefined ? undefined : ['image', SUBJECT_IMAGE];

export const SYNC_TIMEOUT_MS = 240_000;

export interface SyncOptions {
  /** The streams to read; all of them if absent. */
  readonly streams?: readonly string[];
  /** Of the Python process; PyAirbyte's DuckDB takes it as its own. */
  readonly timeZone?: string;
}

/** A DuckDB file that PyAirbyte fills. It keeps the state too. */
export interface PyAirbyteCache {
  /** One process per sync, so that only the DuckDB file is kept between them. */
  sync(options?: SyncOptions): Promise<{ readonly records: number; readonly streams: readonly string[] }>;
  /** The next sync creates these views at its end, in the schema of the tables. */
  createViews(sql: string): Promise<void>;
  /** The rows of a table or a view after the last sync, without Airbyte's own columns. */
  rows(name: string): Promise<JsonRecord[]>;
  remove(): Promise<void>;
}

export async function createCache([kind, target]: Target, config: object): Promise<PyAirbyteCache> {
  const folder = await mkdtemp(join(tmpdir(), `source-pendo-pyairbyte-${kind}-`));
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  return {
    async sync({ streams = [], timeZone = 'UTC' } = {}) {
      const script = join(PYTHON_FOLDER, 'pyairbyte_sync.py');
      await promisify(execFile)(String(PYAIRBYTE), [script, kind, target, folder, ...streams], {
        // PyAirbyte creates folders in its working directory.
        cwd: folder,
        env: { ...process.env, TZ: timeZone },
        timeout: SYNC_TIMEOUT_MS,
        maxBuffer: 2 ** 28,
      });
      return JSON.parse(await readFile(join(folder, 'counts.json'), 'utf8'));
    },
    createViews: (sql) => writeFile(join(folder, 'views.sql'), sql),
    async rows(name) {
      const text = await readFile(join(folder, `${name}.jsonl`), 'utf8');
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => parseExact(line) as JsonRecord);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const PLAIN_TYPES = ['string', 'integer', 'number', 'boolean'];

/**
 * Only columns of one plain type, such as keys and measures. PyAirbyte writes objects and lists in its own form, and
 * decimals as text.
 */
export function comparable({ json_schema }: Stream): (row: JsonRecord) => JsonRecord {
  const types = Object.entries(json_schema.properties ?? {}).flatMap(([column, { type }]) => {
    const [plain, ...others] = [type ?? []].flat().filter((name) => name !== 'null');
    return plain !== undefined && others.length === 0 && PLAIN_TYPES.includes(plain) ? [[column, plain] as const] : [];
  });
  return (row) => Object.fromEntries(types.map(([column, type]) => [column, plainValue(row[column] ?? null, type)]));
}

function plainValue(value: unknown, type: string): unknown {
  return type === 'number' && typeof value === 'string' ? exactNumber(value) : value;
}
