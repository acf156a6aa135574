import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The image under test; without one, the tests take the executable of the checkout, and leave out what only an image has. */
export const SUBJECT_IMAGE: string | undefined = process.env.CONNECTOR_IMAGE || undefined;

/** Runs the image, or the executable where there is none, with the same arguments; the paths need not be in the image. */
export const SUBJECT = fileURLToPath(new URL('connector', import.meta.url));

export const PYTHON_FOLDER = fileURLToPath(new URL('python', import.meta.url));

/** The Pythons that hold PyAirbyte and tap-pendo. scripts/python.sh makes them for the acceptance tests, which fail without. */
export const PYAIRBYTE: string | undefined = pythonOf('pyairbyte');
export const TAP: string | undefined = pythonOf('tap');

function pythonOf(name: string): string | undefined {
  return process.env.ACCEPTANCE === undefined ? undefined : join(ROOT, `.tmp/acceptance/venv-${name}/bin/python`);
}
