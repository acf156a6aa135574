import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { BAD_CONFIG_KEY, BAD_CONFIGS } from '../helpers/bad-configs.ts';
import { inThisProcess } from '../helpers/in-this-process.ts';
import { configErrors, failedCheck } from '../helpers/refusal.ts';
import { runConnector } from '../helpers/run.ts';
import { type FileTexts, runWithTexts } from '../helpers/run-files.ts';

/** Every so many-th bad config is checked by the executable, the others by the same code in this process. */
const PROCESS_EVERY = 30;
const READ_EVERY = 8;
const HERE = { by: inThisProcess };
const NO_STREAMS = { streams: [] };
const USELESS_CONFIG = { integration_key: BAD_CONFIG_KEY, start_date: '2026-06-01', base_url: 'http://127.0.0.1:9' };

describe.concurrent('A bad config', () => {
  test.each(BAD_CONFIGS)('($name) makes check fail with one sentence.', async (bad) => {
    const { text, says } = bad;
    const options = BAD_CONFIGS.indexOf(bad) % PROCESS_EVERY === 0 ? {} : HERE;
    expect(failedCheck(await runWithTexts('check', { config: text }, options), BAD_CONFIG_KEY)).toContain(says);
  });

  const sample = BAD_CONFIGS.filter((_, index) => index % READ_EVERY === 0);
  test.each(sample)(
    '($name) makes read fail with one config error, although catalog and state are wrong too.',
    async ({ text, says }) => {
      const run = await runWithTexts('read', { config: text, catalog: 'no JSON', state: 'no JSON' }, HERE);
      const errors = configErrors(run, BAD_CONFIG_KEY);
      expect(errors).toEqual([expect.stringContaining(says)]);
      expect(run.messages).toHaveLength(1);
    },
  );

  test.each(sample.slice(0, 3))('($name) makes discover fail with one config error.', async ({ text, says }) => {
    const errors = configErrors(await runWithTexts('discover', { config: text }, HERE), BAD_CONFIG_KEY);
    expect(errors).toEqual([expect.stringContaining(says)]);
  });
});

describe.concurrent('A path', () => {
  const folder = tmpdir();
  const paths: readonly (readonly [name: string, path: string, says: string])[] = [
    ['of no file', join(folder, 'no-such-file.json'), 'does not exist; check the path'],
    ['of a folder', folder, 'is a folder; give the path of the JSON file in it'],
    ['that is empty', '', 'does not exist; check the path'],
    ['that is the config itself', JSON.stringify(USELESS_CONFIG), 'does not exist; check the path'],
    ['that is too long', 'x'.repeat(5000), 'does not exist; check the path'],
  ];
  test.each(paths)('%s makes check fail with one sentence.', async (_name, path, says) => {
    const message = failedCheck(await runConnector(['check', '--config', path], HERE), BAD_CONFIG_KEY);
    expect(message).toContain(`The config file (--config) ${says}`);
  });

  test.each(paths)(
    '%s makes read fail with one config error, for the catalog and for the state.',
    async (_name, path, says) => {
      const catalog = await runWithTexts('read', { config: USELESS_CONFIG }, { ...HERE, args: ['--catalog', path] });
      expect(configErrors(catalog, BAD_CONFIG_KEY)).toEqual([
        expect.stringContaining(`The catalog file (--catalog) ${says}`),
      ]);
      const files: FileTexts = { config: USELESS_CONFIG, catalog: NO_STREAMS };
      const state = await runWithTexts('read', files, { ...HERE, args: ['--state', path] });
      expect(configErrors(state, BAD_CONFIG_KEY)).toEqual([
        expect.stringContaining(`The state file (--state) ${says}`),
      ]);
    },
  );
});

describe.concurrent('A command line', () => {
  const READ = ['read', '--config', 'x.json', '--catalog', 'y.json'];
  const lines: readonly (readonly [name: string, args: readonly string[], says: string])[] = [
    ['without a command', [], 'Name a command: spec, check, discover'],
    ['with an unknown command', ['sync'], 'Unknown command: sync'],
    ['without a config', ['check'], 'Missing required argument: config'],
    ['without a catalog', ['read', '--config', 'x.json'], 'Missing required argument: catalog'],
    ['with a mistyped option', [...READ, '--stat', 'z.json'], 'Unknown argument: stat'],
    ['with one file too many', ['check', '--config', 'x.json', 'y.json'], 'Unknown command: y.json'],
  ];
  test.each(lines)('%s fails with one config error that points to the help.', async (_name, args, says) => {
    const errors = configErrors(await runConnector(args, args.length === 0 ? {} : HERE), BAD_CONFIG_KEY);
    expect(errors).toEqual([expect.stringContaining(says)]);
    expect(errors[0]).toContain('Try source-pendo --help.');
  });
});

describe('A good config', () => {
  let emulator: Emulator;
  let config: object;
  beforeAll(async () => {
    emulator = await startEmulator({ scale: 'tiny' });
    config = { integration_key: emulator.integrationKey, start_date: '2026-06-01', base_url: emulator.url };
  });
  afterAll(() => emulator.close());

  test.each([
    ['', HERE],
    ['.txt', HERE],
    ['.yaml', HERE],
    ['.json.bak', HERE],
    [' with blanks & "quotes" é 🎈', {}],
  ])('in read-only files whose names end in "%s" is read.', async (ending, by) => {
    const files = { config, catalog: NO_STREAMS, state: '[]' };
    const run = await runWithTexts('read', files, { ...by, ending, readOnly: true });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('is not needed by spec, which takes --debug like the other commands.', async () => {
    expect(await runConnector(['spec', '--debug'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('is read by a relative path, after an equals sign, and through a link.', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'source-pendo-paths-'));
    try {
      await writeFile(join(folder, 'config.json'), JSON.stringify(config));
      await symlink('config.json', join(folder, 'link'));
      const ways = [['--config', 'config.json'], ['--config=./link']];
      for (const way of ways) {
        const run = await runConnector(['check', ...way], { cwd: folder });
        expect([way, run.messages[0]?.connectionStatus]).toEqual([way, { status: 'SUCCEEDED' }]);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('with a byte order mark, line breaks, and properties of a newer Airbyte is read.', async () => {
    const text = `\uFEFF\r\n${JSON.stringify({ ...config, __injected: { a: 1 }, credentials: null }, undefined, '\t')}\r\n`;
    const run = await runWithTexts('check', { config: text }, HERE);
    expect(run.messages[0]?.connectionStatus).toEqual({ status: 'SUCCEEDED' });
  });
});
