import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { runScript, type ScriptEnd } from '../../helpers/fake-docker.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TAG = 'node:24-bookworm-slim';
const NEWER = `sha256:${'0123456789abcdef'.repeat(4)}`;
let folder: string;
let before: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-pendo-bases-'));
  await mkdir(join(folder, 'scripts'));
  for (const name of ['scripts/renew-bases.sh', 'Dockerfile']) await cp(join(ROOT, name), join(folder, name));
  before = await dockerfile();
  return () => rm(folder, { recursive: true });
});

const dockerfile = () => readFile(join(folder, 'Dockerfile'), 'utf8');
const pinned = () => /^ARG BASE=.*@(.*)$/m.exec(before)?.[1] ?? '';

/** Runs the script where pulling the base's tag says these lines. */
function renew(said: string, ...args: string[]): Promise<ScriptEnd> {
  const docker = `[ "$*" = "pull ${TAG}" ] || exit 9\ncat <<'END'\n${said}\nEND`;
  return runScript({ path: join(folder, 'scripts/renew-bases.sh'), docker, args });
}

const pulled = (digest: string) => `24-bookworm-slim: Pulling from library/node\nDigest: ${digest}\nStatus: done`;

describe('scripts/renew-bases.sh', () => {
  test('writes the digest that the tag has now, and leaves the rest of the Dockerfile as it is.', async () => {
    expect(await renew(pulled(NEWER))).toMatchObject({ code: 0, stdout: expect.stringContaining(NEWER) });
    expect(await dockerfile()).toBe(before.replace(pinned(), NEWER));
    expect(await renew(pulled(NEWER), '--check')).toMatchObject({ code: 0 });
  });

  test('leaves the Dockerfile as it is if the tag still has its digest.', async () => {
    expect(await renew(pulled(pinned()))).toMatchObject({ code: 0, stdout: expect.stringContaining('still') });
    expect(await dockerfile()).toBe(before);
  });

  test('only compares with --check, and fails if the tag has another digest.', async () => {
    const { code, stderr } = await renew(pulled(NEWER), '--check');
    expect([code, stderr]).toEqual([1, expect.stringContaining('run scripts/renew-bases.sh')]);
    expect(await dockerfile()).toBe(before);
  });

  test.each(['Status: done', 'Digest: sha256:short', 'Digest: '])('fails if Docker says "%s".', async (said) => {
    expect(await renew(said)).toMatchObject({ code: 1, stderr: `Docker names no digest of ${TAG}.\n` });
    expect(await dockerfile()).toBe(before);
  });

  test('fails if the tag cannot be pulled.', async () => {
    const path = join(folder, 'scripts/renew-bases.sh');
    expect((await runScript({ path, docker: 'exit 1' })).code).toBe(1);
    expect(await dockerfile()).toBe(before);
  });
});
