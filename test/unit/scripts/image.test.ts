import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../../scripts/image.sh', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-pendo-docker-'));
  return () => rm(folder, { recursive: true, force: true });
});

/** Runs the script with a fake Docker client, which these lines of shell define. */
async function runWith(client: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  await writeFile(join(folder, 'docker'), `#!/bin/sh\n${client}\n`, { mode: 0o755 });
  const PATH = `${folder}:${process.env.PATH}`;
  const failed = promisify(execFile)('bash', [SCRIPT], { env: { ...process.env, ...env, PATH } });
  const { code, stderr } = await failed.then(
    () => ({ code: 0, stderr: '' }),
    (error) => error,
  );
  expect(code).toBe(1);
  return stderr;
}

test('If no Docker engine is running, the script that builds the image says so.', async () => {
  expect(await runWith('exit 1')).toContain(
    "No engine of Docker answers: install Docker, start it, and see that 'docker version'",
  );
});

test('If the base image cannot be pulled, the script shows the two solutions as commands.', async () => {
  const offline = 'case $1 in version) exit 0 ;; *) echo "no registry" >&2; exit 1 ;; esac';
  const said = await runWith(offline, { BASE: '' });
  expect(said).toContain('The base image node:24-bookworm-slim is not on this machine, and Docker cannot pull it');
  expect(said).toMatch(/^ {2}BASE=\S+ npm run image$/m);
  expect(said).toMatch(/^ {2}bash scripts\/base-image\.sh (\S+) && BASE=\1 npm run image$/m);
  expect(await runWith(offline, { BASE: 'my-base:1' })).toContain('The base image my-base:1 is not on this machine');
});
