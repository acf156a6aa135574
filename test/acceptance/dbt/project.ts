import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { DBT_FOLDER, PYTHON_FOLDER } from '../subject.ts';

const PACKAGE = fileURLToPath(new URL('../../../dbt', import.meta.url));
/** The schema of the models. */
const SCHEMA = 'analytics';
/** The schema of the views with Fivetran's names, which the package puts beside it. */
export const FIVETRAN_SCHEMA = `${SCHEMA}_fivetran_pendo`;
const TIMEOUT_MS = 300_000;

export interface Project {
  /** Runs dbt to its end, and returns what it says about each node. Rejects if dbt fails. */
  run(...args: readonly string[]): Promise<readonly NodeResult[]>;
  readonly folder: string;
}

export interface NodeResult {
  /** For example `model.pendo_airbyte.pendo_page_use`. */
  readonly unique_id: string;
  readonly status: string;
  readonly message: string | null;
}

export interface ProjectOptions {
  readonly folder: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Makes a dbt project that uses the package like a user does: with packages.yml and two variables. */
export async function createProject({ folder, profile, variables }: ProjectOptions): Promise<Project> {
  await mkdir(folder, { recursive: true });
  const files = {
    'dbt_project.yml': { name: 'my_project', version: '1.0.0', profile: 'pendo', vars: { pendo_airbyte: variables } },
    'packages.yml': { packages: [{ local: PACKAGE }] },
    'profiles.yml': { pendo: { target: 'test', outputs: { test: { schema: SCHEMA, threads: 2, ...profile } } } },
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), stringify(content));
  const project: Project = { folder, run: (...args) => runDbt(folder, args) };
  await dbt(folder, ['deps']);
  return project;
}

async function runDbt(folder: string, args: readonly string[]): Promise<readonly NodeResult[]> {
  await dbt(folder, args);
  return JSON.parse(await readFile(join(folder, 'target/run_results.json'), 'utf8')).results;
}

async function dbt(folder: string, args: readonly string[]): Promise<void> {
  const env = { ...process.env, DO_NOT_TRACK: '1', DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', DBT_PROFILES_DIR: folder };
  const options = { cwd: folder, env, timeout: TIMEOUT_MS, maxBuffer: 2 ** 28 };
  await promisify(execFile)(join(String(DBT_FOLDER), 'dbt'), [...args], options).catch((error) => {
    throw new Error(`dbt ${args.join(' ')} failed:\n${(error as { stdout?: string }).stdout ?? String(error)}`);
  });
}

const DESCRIPTIONS = ['_models.yml', 'days/_days.yml', 'time/_time.yml'];

/** The models that are written by hand, with the names of their described columns in alphabetical order. */
export async function describedModels(): Promise<{ readonly name: string; readonly columns: readonly string[] }[]> {
  const files = await Promise.all(DESCRIPTIONS.map((name) => readFile(join(PACKAGE, 'models', name), 'utf8')));
  const models: Named[] = files.flatMap((text) => parse(text).models);
  return models.map(({ name, columns = [] }) => ({ name, columns: columns.map((column) => column.name).sort() }));
}

export type ModelRows = Readonly<Record<string, Record<string, unknown>[]>>;

interface Named {
  readonly name: string;
  readonly columns?: readonly Named[];
}

/** The rows of every model of a schema, by its name. */
export async function modelRows(location: string, schema = SCHEMA): Promise<ModelRows> {
  const script = join(PYTHON_FOLDER, 'model_rows.py');
  const python = join(String(DBT_FOLDER), 'python');
  const { stdout } = await promisify(execFile)(python, [script, location, schema], { maxBuffer: 2 ** 29 });
  return JSON.parse(stdout);
}
