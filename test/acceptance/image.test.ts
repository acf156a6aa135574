import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { docker, type Ended } from './docker.ts';
import { SUBJECT_IMAGE } from './subject.ts';

const IMAGE = String(SUBJECT_IMAGE);
const MAX_BYTES_OVER_BASE = 60 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

async function inspect(image: string, format: string): Promise<unknown> {
  return JSON.parse((await docker('image', 'inspect', '--format', `{{json ${format}}}`, image)).stdout);
}

function inShell(script: string, ...options: readonly string[]): Promise<Ended> {
  return docker('run', '--rm', '--network', 'none', ...options, '--entrypoint', 'sh', IMAGE, '-c', script);
}

describe.skipIf(SUBJECT_IMAGE === undefined)('The image', { timeout: TIMEOUT_MS }, () => {
  test('has labels with its name and version, and tells Airbyte what to call.', async () => {
    const { Labels, Env, Entrypoint, User } = (await inspect(IMAGE, '.Config')) as {
      Labels: Record<string, string>;
      Env: string[];
      Entrypoint: string[];
      User: string;
    };
    expect(Labels).toMatchObject({ 'io.airbyte.name': 'source-pendo' });
    expect(IMAGE).toContain(Labels['io.airbyte.version'] ?? 'no version');
    expect(Env).toContain(`AIRBYTE_ENTRYPOINT=${Entrypoint.join(' ')}`);
    expect(Entrypoint[0]).toMatch(/^\//);
    expect(User).toBe('1000:1000');
  });

  test.each([
    ['with default options'],
    ['as another user, from another folder', '--user', '12345:54321', '--workdir', '/tmp'],
    ['as root', '--user', '0'],
    [
      'with a read-only file system and no capabilities',
      '--read-only',
      '--cap-drop',
      'ALL',
      '--security-opt',
      'no-new-privileges',
    ],
  ])('prints its spec without a network %s.', async (_how, ...options) => {
    const { code, stdout } = await docker('run', '--rm', '--network', 'none', ...options, IMAGE, 'spec');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'SPEC' });
  });

  test('can be called by a POSIX shell the way Airbyte calls it.', async () => {
    const script =
      'cd /tmp && eval "$AIRBYTE_ENTRYPOINT spec" > out.json && mv out.json done.json && sleep 0 && cat done.json';
    expect(JSON.parse((await inShell(script)).stdout)).toMatchObject({ type: 'SPEC' });
  });

  test("lets its user write into /airbyte, as Airbyte's acceptance tests do, but not into the code.", async () => {
    const script = 'mkdir -p /airbyte/data && echo x > /airbyte/data/config.json && id -u';
    expect(await inShell(script)).toEqual({ code: 0, stdout: '1000\n' });
    const spoil = 'mv /airbyte/integration_code /airbyte/code || echo x > /airbyte/integration_code/spec.json';
    expect((await inShell(spoil)).code).not.toBe(0);
  });

  test.each([
    'HTTPS_PROXY=10.1.2.3:8080',
    'HTTPS_PROXY=socks5h://10.1.2.3:1080',
    'HTTP_PROXY=http://user:pass/word@10.1.2.3:8080',
  ])('prints its spec whatever the proxy is: %s.', async (variable) => {
    const { code, stdout } = await docker('run', '--rm', '--network', 'none', '-e', variable, IMAGE, 'spec');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'SPEC' });
  });

  test('contains only what is needed at run time.', async () => {
    const { stdout } = await inShell(
      'command -v npm npx corepack; cd /airbyte/integration_code && ls -A && find . -name "*.ts" -o -name "*.test.*" -o -name test',
    );
    expect(stdout.split('\n').filter(Boolean)).toEqual(['bin', 'dist', 'node_modules', 'package.json', 'spec.json']);
  });

  test.skipIf(process.env.BASE === undefined)('is only a little larger than its base image.', async () => {
    const [size, base] = [await inspect(IMAGE, '.Size'), await inspect(String(process.env.BASE), '.Size')];
    expect(Number(size) - Number(base)).toBeLessThan(MAX_BYTES_OVER_BASE);
  });
});
