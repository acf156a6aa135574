import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/**
 * What a part of `src/` may import besides itself. A part is a folder, or a file that lies in `src/` itself; `part/file.ts`
 * allows that one file. What is not in the table is refused, a new folder too.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['cli.ts', 'airbyte'],
  'cli.ts': ['commands', 'airbyte'],
  commands: ['streams', 'webhooks', 'sync', 'records', 'pendo', 'http', 'config', 'airbyte'],
  // Of the receiver, the streams know only how to ask it for its feed.
  streams: ['webhooks/feed-client.ts', 'sync', 'records', 'pendo', 'config/types.ts', 'airbyte'],
  sync: ['airbyte'],
  records: ['airbyte'],
  webhooks: ['records/convert/json-text.ts', 'http', 'airbyte'],
  pendo: ['http', 'config/types.ts', 'airbyte'],
  http: ['airbyte'],
  config: ['pendo/regions.ts', 'airbyte'],
  airbyte: [],
};

/** Packages that only one part may know, so that they can be replaced there. */
const ONLY_IN: Readonly<Record<string, string>> = {
  got: 'http',
  winston: 'airbyte',
  ajv: 'config',
  'ajv-formats': 'config',
  yargs: 'cli.ts',
  'xxhash-wasm': 'records',
  fastify: 'webhooks',
  'prom-client': 'webhooks',
  pg: 'webhooks',
};

/** The one file that may touch the process. */
const PROCESS_FILE = 'main.ts';

/** A text or a comment; of a template, only what it computes is code. */
const NO_CODE = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
const COMMENT_OR_TEXT = /(\/\*[\s\S]*?\*\/|\/\/[^\n]*)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
const SPECIFIER = /\b(?:from|import)\s*\(?\s*(?:'([^']+)'|"([^"]+)")/g;

/** One sentence for each import of the file that the tables do not allow. `file` is its path below `src/`. */
function violations(file: string, source: string): string[] {
  const withoutComments = source.replace(COMMENT_OR_TEXT, (match, comment) => (comment === undefined ? match : ''));
  const specifiers = [...withoutComments.matchAll(SPECIFIER)].map(([, single, double]) => single ?? double ?? '');
  const found = specifiers.flatMap((specifier) => {
    const allowed = specifier.startsWith('.')
      ? mayImport(file, normalize(join(dirname(file), specifier)))
      : mayUse(file, specifier);
    return allowed ? [] : [`src/${file} must not import ${specifier}.`];
  });
  return touchesProcess(source) && file !== PROCESS_FILE ? [...found, `src/${file} must not touch process.`] : found;
}

function mayImport(file: string, target: string): boolean {
  if (partOf(target) === partOf(file)) return true;
  const allowed = MAY_IMPORT[partOf(file)] ?? [];
  return allowed.includes(partOf(target)) || allowed.includes(target);
}

function mayUse(file: string, specifier: string): boolean {
  if (/^(?:node:)?process$/.test(specifier)) return file === PROCESS_FILE;
  const name = Object.keys(ONLY_IN).find((known) => specifier === known || specifier.startsWith(`${known}/`));
  return name === undefined || ONLY_IN[name] === partOf(file);
}

function partOf(file: string): string {
  return file.split('/')[0] ?? '';
}

function touchesProcess(source: string): boolean {
  const code = source.replace(NO_CODE, (match) =>
    match.startsWith('`') ? [...match.matchAll(/\$\{([^}]*)\}/g)].map(([, inner]) => inner).join(';') : '',
  );
  return /(?<![\w.#])process\b|\bglobalThis\.process\b/.test(code);
}

function sourceFiles(): string[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
}

test.each(sourceFiles())('src/%s imports only what lies below it', (file) => {
  expect(Object.keys(MAY_IMPORT)).toContain(partOf(file));
  expect(violations(file, readFileSync(join(SRC, file), 'utf8'))).toEqual([]);
});

test('the table has no circle', () => {
  const below = (part: string): string[] =>
    (MAY_IMPORT[part] ?? []).filter((target) => !target.includes('/')).flatMap((target) => [target, ...below(target)]);
  for (const part of Object.keys(MAY_IMPORT)) expect(below(part), part).not.toContain(part);
});

describe('the rule sees', () => {
  test.each([
    ['sync/prefix.ts', "import { createClient } from '../pendo/client.ts';"],
    ['sync/prefix.ts', "import type { RecordShape } from '../records/shape.ts';"],
    ['sync/prefix.ts', "export * from '../streams/index.ts';"],
    ['records/convert/coerce.ts', "import { filterLiteral } from '../pendo/filter.ts';"],
    ['records/convert/coerce.ts', "import type { TimeWindow } from '../sync/types.ts';"],
    ['airbyte/output.ts', "import type { Config } from '../config/types.ts';"],
    ['pendo/client.ts', "const { loadSpec } = await import('../config/spec.ts');"],
    ['config/load.ts', "import { createClient } from '../pendo/client.ts';"],
    ['sources/list/index.ts', "import { read } from '../../commands/read.ts';"],
    ['sources/list/index.ts', "import { runCli } from '../../cli.ts';"],
    ['sources/list/index.ts', "import { startEmulator } from '../../../emulator/emulator.ts';"],
    ['commands/read.ts', "import got from 'got';"],
    ['records/convert/coerce.ts', 'import { serialize } from "node:v8"; import yargs from "yargs/yargs";'],
    ['commands/read.ts', "import { env } from 'node:process';"],
    ['commands/read.ts', 'const key = process.env.KEY;'],
    ['commands/read.ts', 'const { env } = process;'],
    ['commands/read.ts', 'const text = `pid ' + '$' + '{process.pid}`;'],
    ['commands/read.ts', 'globalThis.process.exit(0);'],
  ])('what is wrong in src/%s: %s', (file, source) => {
    expect(violations(file, source)).toHaveLength(1);
  });

  test.each([
    ['main.ts', "import { runCli } from './cli.ts'; process.exitCode = await runCli(process.argv, tools);"],
    ['http/open.ts', "import got from 'got'; import { readBody } from './body.ts';"],
    [
      'pendo/client.ts',
      "import { openAnswer } from '../http/open.ts'; import type { Region } from '../config/types.ts';",
    ],
    [
      'sync/prefix.ts',
      "// Unlike import x from '../pendo/client.ts', nothing in the process knows.\nconst text = 'process.env';",
    ],
    [
      'sources/list/index.ts',
      "import type { TimeWindow } from '../../sync/types.ts'; import { x } from '../types.ts';",
    ],
  ])('nothing wrong in src/%s: %s', (file, source) => {
    expect(violations(file, source)).toEqual([]);
  });
});
