import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseListenOptions } from '../../../src/webhooks/options.ts';

const ENV = { PENDO_WEBHOOK_SECRET: 'secret', FEED_TOKEN: 'token' };
const NO_TEXT = /is not plain text, perhaps UTF-16/;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-pendo-options-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'file');
  await writeFile(path, content);
  return path;
}

describe('A file of secrets', () => {
  test.each([
    ['with a line break at the end', 'abc\n', ['abc'], false],
    ['without a line break', 'abc', ['abc'], false],
    ['with Windows line breaks', 'abc\r\ndef\r\n', ['abc', 'def'], false],
    ['with old Mac line breaks', 'abc\rdef\r', ['abc', 'def'], false],
    ['with a byte order mark', '\uFEFFabc\n', ['abc'], false],
    ['with blank lines', '\n \n\tabc\n\n', ['abc'], true],
    ['with spaces at the end', 'abc  \n', ['abc'], true],
    ['with a tab and a no-break space around it', '\tabc\u00a0\n', ['abc'], true],
    ['with spaces inside, which are kept', 'a b c\n', ['a b c'], false],
  ] as const)(
    '%s is read, with a warning if spaces around a secret were removed.',
    async (_name, text, secrets, trimmed) => {
      const options = await parseListenOptions({ 'secret-file': await fileOf(text) }, ENV);
      expect(options.secrets).toEqual(secrets);
      expect(options.warnings).toEqual(
        trimmed ? [expect.stringContaining("blanks around Pendo's webhook secret")] : [],
      );
      expect(options.warnings.join()).not.toContain('abc');
    },
  );

  test.each([
    ['UTF-16 with a byte order mark', Buffer.from('\uFEFFabc\n', 'utf16le')],
    ['UTF-16 without a byte order mark', Buffer.from('abc\n', 'utf16le')],
    ['UTF-16 in the other byte order', Buffer.from('\uFEFFabc\n', 'utf16le').swap16()],
    ['UTF-32', Buffer.from('a\0\0\0b\0\0\0')],
    ['Latin-1', Buffer.from('abcé', 'latin1')],
    ['text with a control character', 'ab\u0007c'],
  ])('in %s is refused, and the error says why.', async (_name, content) => {
    for (const option of ['secret-file', 'feed-token-file', 'inbox-file']) {
      await expect(parseListenOptions({ [option]: await fileOf(content) }, ENV)).rejects.toThrow(NO_TEXT);
    }
  });
});

test('A variable may hold the same as a file.', async () => {
  const options = await parseListenOptions({}, { PENDO_WEBHOOK_SECRET: 'one \r\n\n two\n', FEED_TOKEN: ' token\r\n' });
  expect([options.secrets, options.feedToken]).toEqual([['one', 'two'], 'token']);
  expect(options.warnings).toHaveLength(2);
  await expect(parseListenOptions({}, { ...ENV, PENDO_WEBHOOK_SECRET: 'a\u0000b' })).rejects.toThrow(NO_TEXT);
});

describe('The address of the inbox', () => {
  const URL_WITH_PASSWORD = 'postgres://user:hush%20hush@host/database';

  test.each([
    ['on the command line', { inbox: URL_WITH_PASSWORD }, 1],
    ['with the password as a parameter', { inbox: 'postgres://host/database?user=user&password=hush' }, 1],
    ['without a password', { inbox: 'postgres://user@host/database' }, 0],
    ['of a file', { inbox: 'sqlite:x' }, 0],
  ])('causes a warning only if it shows a password: %s.', async (_name, args, count) => {
    const { warnings } = await parseListenOptions(args, ENV);
    expect(warnings).toEqual(count === 0 ? [] : [expect.stringContaining('--inbox-file')]);
    expect(warnings.join()).not.toContain('hush');
  });

  test('can come from a file or a variable without a warning.', async () => {
    const location = { kind: 'postgres', url: URL_WITH_PASSWORD };
    const fromFile = await parseListenOptions({ 'inbox-file': await fileOf(`\uFEFF${URL_WITH_PASSWORD} \r\n`) }, ENV);
    const fromVariable = await parseListenOptions({}, { ...ENV, LISTEN_INBOX: `${URL_WITH_PASSWORD}\n` });
    for (const { inbox, warnings } of [fromFile, fromVariable]) expect([inbox, warnings]).toEqual([location, []]);
  });

  test.each([
    ['nothing', '\n', /must hold one line/],
    ['two lines', 'sqlite:a\nsqlite:b\n', /must hold one line/],
    ['something else', 'mysql://user:hush@host', /^The line in the file of --inbox-file must be sqlite:/],
  ])('is refused if its file holds %s.', async (_name, text, sentence) => {
    const refused = parseListenOptions({ 'inbox-file': await fileOf(text) }, ENV);
    await expect(refused).rejects.toThrow(sentence);
    await expect(refused).rejects.not.toThrow('hush');
  });
});

test.each([
  [{}, {}, 75],
  [{}, { LISTEN_KEEP_ALIVE_SECONDS: '620' }, 620],
  [{ 'keep-alive-seconds': '5' }, { LISTEN_KEEP_ALIVE_SECONDS: '620' }, 5],
])(
  'With the options %j and the variables %j, an idle connection stays open for %i seconds.',
  async (args, env, seconds) => {
    expect((await parseListenOptions(args, { ...ENV, ...env })).keepAliveSeconds).toBe(seconds);
  },
);
