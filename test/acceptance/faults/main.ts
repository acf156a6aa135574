import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { replaceBlock } from '../../../docs/generate/blocks.ts';

/**
 * Builds the image that CONNECTOR_IMAGE names with one fault at a time, runs the acceptance tests on each, and writes
 * into docs/acceptance.md which tests caught which fault. Fails if no test caught a fault, or if a test fails without a
 * fault. With names of faults as arguments only these are tried, and nothing is written.
 */
const TESTS = ['standard', 'reads', 'pyairbyte', 'strict'] as const;
type Test = (typeof TESTS)[number];
type TestResults = Readonly<Record<Test, boolean>>;

const TESTS_SCRIPT = fileURLToPath(new URL('../../../scripts/acceptance-tests.sh', import.meta.url));
const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const PAGE = new URL('../../../docs/acceptance.md', import.meta.url);
const AT_ONCE = 2;
const LONGEST_MS = 900_000;
const FAULT_NAME = /^ {2}'([^']+)': /gm;
const NO_FAULT = 'no fault';

const image = process.env.CONNECTOR_IMAGE;
if (image === undefined) throw new Error('CONNECTOR_IMAGE must name the image to break.');
const all = [...(await readFile(new URL('faulty.mjs', import.meta.url), 'utf8')).matchAll(FAULT_NAME)].map(
  ([, name = '']) => name,
);
const chosen = process.argv.slice(2);
const faults = chosen.length > 0 ? chosen : all;

const results = new Map<string, TestResults>();
await forEach(faults, async (fault) => {
  const result = await runTests(await broken(fault));
  results.set(fault, result);
  console.log(`${fault}: caught by ${catchers(result).join(', ') || 'nobody'}`);
});
if (chosen.length === 0) await writeFile(PAGE, replaceBlock(await readFile(PAGE, 'utf8'), 'faults', table()));
const wrong = [...results].filter(([fault, result]) => (catchers(result).length === 0) !== (fault === NO_FAULT));
for (const [fault] of wrong)
  console.error(`${fault} is ${fault === NO_FAULT ? 'no fault and was caught' : 'caught by nobody'}.`);
if (wrong.length > 0) process.exitCode = 1;

async function broken(fault: string): Promise<string> {
  const name = `source-pendo-broken:${fault.replaceAll(/\W+/g, '-')}`;
  const args = ['--build-arg', `IMAGE=${image}`, '--build-arg', `FAULT=${fault}`, '--tag', name, FOLDER];
  await promisify(execFile)('docker', ['build', '--quiet', ...args], { env: { ...process.env, DOCKER_BUILDKIT: '0' } });
  return name;
}

async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** For each test whether it passed. */
async function runTests(name: string): Promise<TestResults> {
  // Skip the tests of the image itself, run PyAirbyte only with the image, and stop at the first failure.
  const once = { ACCEPTANCE_BAIL: '1', ACCEPTANCE_IMAGE_TESTS: '', PYAIRBYTE_KIND: 'image' };
  const env = { ...process.env, ...once, CONNECTOR_IMAGE: name };
  const options = { env, timeout: LONGEST_MS, maxBuffer: 2 ** 28 };
  const { stdout } = await promisify(execFile)(TESTS_SCRIPT, TESTS, options).catch((error: { stdout?: string }) => ({
    stdout: String(error.stdout),
  }));
  const passed = (test: Test) => new RegExp(`^acceptance ${test}: passed`, 'm').test(stdout);
  const ran = (test: Test) => new RegExp(`^acceptance ${test}: `, 'm').test(stdout);
  const missing = TESTS.filter((test) => !ran(test));
  if (missing.length > 0) throw new Error(`${name}: ${missing.join(', ')} did not end: ${stdout.slice(-2000)}`);
  return Object.fromEntries(TESTS.map((test) => [test, passed(test)])) as TestResults;
}

function catchers(result: TestResults): Test[] {
  return TESTS.filter((test) => !result[test]);
}

/** In the order of the list of faults, whichever ended first. */
function table(): string {
  const rows = faults.map((fault) => [fault, ...TESTS.map((test) => (results.get(fault)?.[test] ? '' : 'caught'))]);
  const lines = [['fault', ...TESTS], ['---', ...TESTS.map(() => '---')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
