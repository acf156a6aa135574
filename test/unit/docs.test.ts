import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { replaceBlock } from '../../docs/generate/blocks.ts';
import { generatedDocuments } from '../../docs/generate/documents.ts';
import { STREAMS } from '../../src/streams/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TOP = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
const DOCUMENTS = [...TOP, ...globSync('{docs,src}/**/*.md', { cwd: ROOT })];
const MAX_COLUMNS = 120;

function read(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8');
}

test('the generated documents are up to date with src/streams and spec.json', async () => {
  for (const { name, current, wanted } of await generatedDocuments()) {
    expect(current, `${name}: run "npm run docs"`).toBe(wanted);
  }
});

test('every stream has a line in the README and a section in docs/streams.md', () => {
  for (const { name } of STREAMS) {
    expect(read('README.md')).toContain(`docs/streams.md#${name})`);
    expect(read('docs/streams.md')).toContain(`\n## ${name}\n`);
  }
});

test('every stream that is read from Pendo is compared with those of others', () => {
  const pulled = STREAMS.filter(({ source }) => source.kind !== 'webhooks');
  for (const { name } of pulled) expect(read('docs/compared.md')).toMatch(new RegExp(`^\\| .*\`${name}\``, 'm'));
});

test('the README says how many streams there are', () => {
  const pulled = STREAMS.filter(({ source }) => source.kind !== 'webhooks').length;
  const words = ['Eight', 'Nine', 'Ten', 'Eleven', 'Twelve'];
  expect(read('README.md')).toContain(`There are ${pulled} streams: `);
  expect(read('README.md')).toContain(`${words[STREAMS.length - pulled - 8]} more come from webhooks.`);
});

test('a block is replaced between its markers, and a text without markers is refused', () => {
  const text = 'a\n<!-- x -->\nold\n<!-- /x -->\nb';
  expect(replaceBlock(text, 'x', 'new')).toBe('a\n<!-- x -->\n\nnew\n\n<!-- /x -->\nb');
  expect(replaceBlock(replaceBlock(text, 'x', 'new'), 'x', 'new')).toBe(replaceBlock(text, 'x', 'new'));
  expect(() => replaceBlock(text, 'y', 'new')).toThrow('<!-- y -->');
  expect(() => replaceBlock(text + text, 'x', 'new')).toThrow('once');
  expect(() => replaceBlock('<!-- /x --> <!-- x -->', 'x', 'new')).toThrow('in this order');
});

describe.each(DOCUMENTS)('%s', (name) => {
  const text = read(name);
  const prose = text.replaceAll(/```[\s\S]*?```/g, '');

  test('links to files and headings that exist', () => {
    for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? name : join(dirname(name), path);
      expect(existsSync(join(ROOT, file)), `${name} links to ${target}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(read(file)), `${name} links to ${target}`).toContain(anchor);
    }
  });

  test('has valid JSON in its JSON blocks', () => {
    for (const [, json = ''] of text.matchAll(/^ *```json\n([\s\S]*?)^ *```$/gm)) {
      expect(() => JSON.parse(json), json).not.toThrow();
    }
  });

  test('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json'));
    for (const [, script = ''] of text.matchAll(/npm run ([a-z]+)/g)) expect(Object.keys(scripts)).toContain(script);
  });
});

test('each page begins with a sentence and a command', () => {
  for (const name of DOCUMENTS.filter((document) => document !== 'CHANGELOG.md')) {
    const beginning = read(name).slice(0, 2500);
    expect(beginning, name).toMatch(/^(?:<!--.*-->\n\n)?# .+\n\n[^\n#`|-]/);
    expect(beginning, name).toMatch(/```sh\n|\n {4}npm /);
  }
});

test.each(DOCUMENTS)('%s is wrapped at 120 columns', (name) => {
  expect(wrappableLines(read(name)).filter((line) => line.length > MAX_COLUMNS)).toEqual([]);
});

test('tables, code, headings, links and generated parts need no wrapping', () => {
  const long = 'word '.repeat(30).trim();
  const link = `[${long}](page.md)`;
  const block = `<!-- x -->\n\n${long}\n\n<!-- /x -->`;
  const exempt = [`| ${long} |`, `\`\`\`sh\n${long}\n\`\`\``, `    ${long}`, `# ${long}`, `- ${link}`, block];
  expect(wrappableLines(exempt.join('\n')).filter((line) => line !== '')).toEqual([]);
  expect(wrappableLines(`<!-- Made by a script. -->\n${long}`)).toEqual([]);
  expect(wrappableLines(`See [a](https://example.com/a).\n- ${long}`)).toEqual(['See [a].', `- ${long}`]);
});

describe('docs/errors.md', () => {
  const rows = tableRows(read('docs/errors.md'));

  test('quotes error messages of the connector', () => {
    const said = globSync('src/**/*.ts', { cwd: ROOT })
      .map((file) => read(file).replaceAll("\\'", "'"))
      .join('\n');
    const quotes = rows.flatMap(([first = '']) => [...first.matchAll(/`([^`]+)`/g)].map(([, quote = '']) => quote));
    expect(quotes.length).toBeGreaterThan(25);
    const pieces = quotes.flatMap((quote) => quote.split('…')).map((piece) => piece.trim());
    expect(pieces.filter((piece) => !said.includes(piece))).toEqual([]);
  });
});

/** The lines of hand-written text, without the URLs of external links, which cannot be wrapped. */
function wrappableLines(text: string): string[] {
  if (text.startsWith('<!-- Made by')) return [];
  return text
    .replaceAll(/<!-- (\w+) -->[\s\S]*?<!-- \/\1 -->/g, '')
    .replaceAll(/^ *```[\s\S]*?^ *```$/gm, '')
    .split('\n')
    .filter((line) => !/^( *\|| {4,}\S|#+ )/.test(line) && !/^[ -]*\[[^\]]*\]\(\S+\)[.,]?$/.test(line))
    .map((line) => line.replaceAll(/\]\(https:[^)]*\)/g, ']'));
}

/** The anchors that GitHub generates for headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function tableRows(text: string): string[][] {
  return [...text.matchAll(/^\| (.+) \|$/gm)].map(([, cells = '']) => cells.split(' | '));
}
