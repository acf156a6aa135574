import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSetup } from '../../../src/commands/setup.ts';
import { type Migration, migrateConfig } from '../../../src/config/migrate.ts';
import { checkMessages } from '../../helpers/protocol.ts';

const NOW_MS = Date.UTC(2026, 5, 15);

/** Changes that two later versions might make: rename an option, then move it into a group. */
const rename: Migration = ({ key, ...rest }) =>
  key === undefined || 'integration_key' in rest ? { key, ...rest } : { ...rest, integration_key: key };
const intoGroup: Migration = ({ page_size, ...rest }) =>
  page_size === undefined ? rest : { ...rest, advanced: { page_size } };
const LATER = [rename, intoGroup];

describe('A config', () => {
  test('of this version is unchanged, and so is anything that is not a config.', () => {
    const config = { integration_key: 'k', start_date: '2026-01-01', unknown: 1 };
    expect(migrateConfig(config)).toEqual({ config, changed: false });
    expect(migrateConfig(config, LATER)).toEqual({ config, changed: false });
    for (const other of [null, [], 'text', 5])
      expect(migrateConfig(other, LATER)).toEqual({ config: other, changed: false });
  });

  test('of any older version is migrated to the newest form, and does not change when it is migrated again.', () => {
    const newest = { start_date: '2026-01-01', integration_key: 'k', advanced: { page_size: 5 } };
    const { config, changed } = migrateConfig({ key: 'k', start_date: '2026-01-01', page_size: 5 }, LATER);
    expect({ config, changed }).toEqual({ config: newest, changed: true });
    expect(migrateConfig(config, LATER).changed).toBe(false);
    expect(migrateConfig({ start_date: '2026-01-01', integration_key: 'k', page_size: 5 }, LATER).config).toEqual(
      newest,
    );
  });
});

describe('A command that gets an old config', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'source-pendo-migrate-'));
    return () => rm(folder, { recursive: true, force: true });
  });

  async function linesFor(config: object): Promise<{ lines: string[]; key?: string; problem?: unknown }> {
    const path = join(folder, 'config.json');
    await writeFile(path, JSON.stringify(config));
    const lines: string[] = [];
    const output = { write: async (line: string | Uint8Array) => void lines.push(String(line)), flush: async () => {} };
    const signal = new AbortController().signal;
    const tools = { output, now: () => NOW_MS, random: Math.random, signal, env: {} };
    try {
      const setup = await loadSetup({ config: path, debug: false }, tools, { migrations: LATER });
      return { lines, key: setup.config.integrationKey };
    } catch (problem) {
      return { lines, problem };
    }
  }

  test('uses the migrated config, and prints it for Airbyte to store.', async () => {
    const { lines, key } = await linesFor({ key: 'an-old-key', start_date: '2026-01-01' });
    const messages = lines.map((line) => JSON.parse(line));
    expect(key).toBe('an-old-key');
    expect(messages).toMatchObject([
      { control: { connectorConfig: { config: { integration_key: 'an-old-key', start_date: '2026-01-01' } } } },
    ]);
    expect(checkMessages(messages)).toEqual([]);
  });

  test('prints no config if the given one is new or invalid.', async () => {
    expect(await linesFor({ integration_key: 'k', start_date: '2026-01-01' })).toEqual({ lines: [], key: 'k' });
    const { lines, problem } = await linesFor({ key: 'k', start_date: 'never' });
    expect(lines).toEqual([]);
    expect(String(problem)).toContain('start_date');
  });
});
