import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runScript } from '../../helpers/fake-docker.ts';

const SCRIPT = fileURLToPath(new URL('../../../scripts/image.sh', import.meta.url));

/** What the script says when it fails with a fake Docker client, which these lines of shell define. */
async function refusalWith(docker: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, stderr } = await runScript({ path: SCRIPT, docker, env });
  expect(code).toBe(1);
  return stderr;
}

test('If no Docker engine is running, the script that builds the image says so.', async () => {
  expect(await refusalWith('exit 1')).toContain(
    "No engine of Docker answers: install Docker, start it, and see that 'docker version'",
  );
});

test('If the base image cannot be pulled, the script shows the two solutions as commands.', async () => {
  const offline = 'case $1 in version) exit 0 ;; *) echo "no registry" >&2; exit 1 ;; esac';
  const said = await refusalWith(offline, { BASE: '' });
  expect(said).toMatch(
    /^The base image node:24-bookworm-slim@sha256:[0-9a-f]{64} is not on this machine, and Docker cannot pull it/m,
  );
  expect(said).toMatch(/^ {2}BASE=\S+ npm run image$/m);
  expect(said).toMatch(/^ {2}bash scripts\/base-image\.sh (\S+) && BASE=\1 npm run image$/m);
  expect(await refusalWith(offline, { BASE: 'my-base:1' })).toContain(
    'The base image my-base:1 is not on this machine',
  );
});
