import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConnectorError } from '../../../src/airbyte/errors.ts';
import { type FileRole, readJsonFile } from '../../../src/config/json-file.ts';

const ROLES: readonly FileRole[] = ['config', 'catalog', 'state'];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'json-file-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.txt`);
  await writeFile(path, content);
  return path;
}

async function refusalOf(path: string, role: FileRole): Promise<string> {
  const error = await readJsonFile(path, role).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConnectorError);
  expect((error as ConnectorError).failureType).toBe('config_error');
  const { message } = error as ConnectorError;
  expect(message).toMatch(/^[ -~]+\.$/);
  return message;
}

describe.each(ROLES)('the %s file', (role) => {
  it('is read whatever its file extension', async () => {
    expect(await readJsonFile(await fileOf('{"a": [1, null]}'), role)).toEqual({ a: [1, null] });
  });

  it.each([
    ['that does not exist', async () => join(folder, 'none.json'), 'does not exist'],
    ['below a file', async () => join(await fileOf('{}'), 'config.json'), 'does not exist'],
    ['that is a folder', async () => folder, 'is a folder'],
    ['with a NUL in its path', async () => 'a\0b', 'cannot be read'],
    ['that is empty', () => fileOf(''), 'is empty'],
    ['that is not JSON', () => fileOf('{"token": c0ffee}'), 'is not valid JSON'],
    ['that is UTF-16', () => fileOf(Buffer.from('\uFEFF{"a": 1}', 'utf16le')), 'save it as UTF-8'],
    ['that is only a text', () => fileOf('"c0ffee"'), 'is not an object'],
  ])('is refused if it is a file %s', async (_name, makePath, says) => {
    const message = await refusalOf(await makePath(), role);
    expect(message).toContain(`The ${role} file (--${role})`);
    expect(message).toContain(says);
    expect(message).not.toContain('c0ffee');
  });

  it('is refused without showing its content if the JSON is given instead of the path', async () => {
    expect(await refusalOf('{"integration_key": "c0ffee"}', role)).not.toContain('c0ffee');
    expect(await refusalOf(`{"integration_key": "${'c0ffee'.repeat(1000)}"}`, role)).not.toContain('c0ffee');
  });
});

describe('a list or null', () => {
  it.each(['[]', '[{"type": "STREAM"}]', 'null'])('is a state: %s', async (text) => {
    expect(await readJsonFile(await fileOf(text), 'state')).toEqual(JSON.parse(text));
  });

  it.each<[string, FileRole]>([
    ['[]', 'config'],
    ['null', 'config'],
    ['[]', 'catalog'],
    ['null', 'catalog'],
  ])('%s is not a %s', async (text, role) => {
    expect(await refusalOf(await fileOf(text), role)).toContain('is not an object');
  });
});
