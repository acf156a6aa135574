import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { inThisProcess } from '../helpers/in-this-process.ts';
import type { RunOptions } from '../helpers/run.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The image under test. Without one the tests use the executable of the checkout and skip what needs an image. */
export const SUBJECT_IMAGE: string | undefined = process.env.CONNECTOR_IMAGE || undefined;

/**
 * Runs the image, or the executable if there is no image, with the same arguments. Paths need not exist in the image.
 */
export const SUBJECT = fileURLToPath(new URL('connector', import.meta.url));

/** For commands that need no process of their own: the image if there is one, otherwise the same code in this process. */
export const BY_SUBJECT: RunOptions = SUBJECT_IMAGE === undefined ? { by: inThisProcess } : { executable: SUBJECT };

export const PYTHON_FOLDER = fileURLToPath(new URL('python', import.meta.url));

/**
 * The Python environments with PyAirbyte, tap-pendo and dbt. scripts/python.sh makes them for the acceptance tests, which
 * fail without them.
 */
export const PYAIRBYTE: string | undefined = pythonOf('pyairbyte');
export const TAP: string | undefined = pythonOf('tap');

/** The folder of the programs `dbt` and `python` of the environment with dbt. */
export const DBT_FOLDER: string | undefined =
  process.env.ACCEPTANCE === undefined ? undefined : join(ROOT, '.tmp/acceptance/venv-dbt/bin');

function pythonOf(name: string): string | undefined {
  return process.env.ACCEPTANCE === undefined ? undefined : join(ROOT, `.tmp/acceptance/venv-${name}/bin/python`);
}
