import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/**
 * Neither tool runs on a newer Python yet. They have separate environments because they need different versions of the
 * same packages.
 */
const PYTHONS = ['python3.12', 'python3.11', 'python3.10', 'python3'];
const FITS = 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info < (3, 13))';

export interface Environments {
  /** The folder with tap-pendo's executables; `cdk` is that of the CDK. */
  readonly tap: string;
  readonly cdk: string;
}

/**
 * Makes the Python environments of the bench in .tmp/bench. Keeps an environment that already has the same packages.
 */
export async function makeEnvironments(): Promise<Environments> {
  const python = await findPython();
  const [tap, cdk] = await Promise.all([makeEnvironment(python, 'tap'), makeEnvironment(python, 'cdk')]);
  return { tap, cdk };
}

async function findPython(): Promise<string> {
  for (const python of PYTHONS) {
    const fits = await run(python, ['-c', FITS]).then(
      () => true,
      () => false,
    );
    if (fits) return python;
  }
  throw new Error('The bench needs a Python from 3.10 to 3.12 with venv: tap-pendo and the CDK run on it.');
}

async function makeEnvironment(python: string, name: string): Promise<string> {
  const folder = join(ROOT, `.tmp/bench/venv-${name}`);
  const wanted = fileURLToPath(new URL(`./requirements-${name}.txt`, import.meta.url));
  const installed = join(folder, 'requirements.txt');
  if (existsSync(installed) && (await readFile(installed, 'utf8')) === (await readFile(wanted, 'utf8'))) {
    return join(folder, 'bin');
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await run(python, ['-m', 'venv', folder]);
  const quietly = ['install', '--quiet', '--disable-pip-version-check', '--requirement', wanted];
  await run(join(folder, 'bin/pip'), quietly);
  // Written last, so that an installation that broke off is repeated.
  await copyFile(wanted, installed);
  return join(folder, 'bin');
}
