import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { configuredCatalog } from '../helpers/run.ts';
import { docker } from './docker.ts';
import { EMULATED, ROWS_CONFIG } from './files.ts';
import { SUBJECT_IMAGE } from './subject.ts';

const IMAGE = String(SUBJECT_IMAGE);
const TIMEOUT_MS = 60_000;
/** After this time Docker kills the container. A read that takes longer to end was not stopped. */
const STOP_SECONDS = 20;
const READ = ['read', '--config', '/c.json', '--catalog', '/k.json'];
/**
 * The platform's wrapper around the connector: a shell that ends its subshell and itself. The connector gets no signal.
 */
const WRAPPER = `(eval "$AIRBYTE_ENTRYPOINT ${READ.join(' ')}") & trap "kill $!; exit 143" TERM; wait $!`;

describe.skipIf(SUBJECT_IMAGE === undefined)('A read in the image that is stopped', { timeout: TIMEOUT_MS }, () => {
  let emulator: Emulator;
  let folder: string;

  beforeAll(async () => {
    emulator = await startEmulator(EMULATED);
    folder = await mkdtemp(join(tmpdir(), 'source-pendo-image-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await emulator.close();
  });

  async function files(): Promise<string[]> {
    const config = { ...ROWS_CONFIG, integration_key: emulator.integrationKey, base_url: emulator.url };
    const catalog = configuredCatalog(await discoverCatalog(config));
    await writeFile(join(folder, 'c.json'), JSON.stringify(config));
    await writeFile(join(folder, 'k.json'), JSON.stringify(catalog));
    return ['c.json', 'k.json'].flatMap((name) => ['-v', `${join(folder, name)}:/${name}:ro`]);
  }

  test.each([
    ['as process 1', [IMAGE, ...READ]],
    ["behind the platform's shell", ['--entrypoint', 'sh', IMAGE, '-c', WRAPPER]],
  ])('ends at once %s, without looking complete.', async (how, command) => {
    const slow = emulator.faults.add({ match: { source: 'events' }, delayMs: TIMEOUT_MS });
    const name = `source-pendo-stop-${process.pid}-${how.length}`;
    const run = docker('run', '--rm', '--name', name, '--network', 'host', ...(await files()), ...command);
    while (slow.fired === 0) await delay(100);
    await docker('stop', '--time', String(STOP_SECONDS), name);
    const { code, stdout } = await run;
    slow.remove();
    // 137 would mean that Docker had to kill it.
    expect(code).toBe(143);
    expect(stdout).toContain('"STARTED"');
    expect(stdout).not.toMatch(/"name":"events"\},"status":"COMPLETE"/);
  });
});
