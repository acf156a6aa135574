import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** What a kind of source may import: never another kind. */
const KIND = [
  'sources',
  'streams',
  'sync',
  'records',
  'records/answer',
  'records/convert',
  'pendo',
  'config/types.ts',
  'airbyte',
];

/** The kinds of source: the folders of `src/sources/`. */
const KINDS = readdirSync(join(SRC, 'sources'), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [`sources/${entry.name}`] : [],
);

/**
 * What a part of `src/` may import besides itself and `utils/`. A part is a folder, or a file directly in `src/`.
 * `part/file.ts` allows only that file. Whatever is not in the table is refused, including new folders.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['cli.ts', 'airbyte'],
  'cli.ts': ['commands', 'airbyte'],
  commands: [
    'sources',
    'sources/metadata',
    'streams',
    'webhooks',
    'probe',
    'probe/report',
    'sync',
    'records',
    'records/answer',
    'pendo',
    'http',
    'config',
    'airbyte',
  ],
  probe: [
    'probe/beliefs',
    'sources/history/request.ts',
    'streams',
    'records/answer',
    'pendo',
    'http',
    'config/types.ts',
    'airbyte',
  ],
  'probe/beliefs': ['probe', 'streams', 'pendo'],
  'probe/report': ['probe'],
  // All that the sources know about the receiver is how to read its feed.
  sources: [...KIND, 'webhooks/feed-client.ts', ...KINDS],
  ...Object.fromEntries(KINDS.map((kind) => [kind, KIND])),
  'sources/webhooks': [...KIND, 'webhooks/feed-client.ts', 'webhooks/feed-headers.ts'],
  streams: ['streams/definitions', 'records', 'records/convert', 'config/types.ts', 'airbyte'],
  'streams/definitions': ['streams'],
  sync: ['airbyte'],
  // Not `records/engine`: nothing imports it, so that it can be deleted.
  records: ['records/answer', 'records/convert', 'airbyte'],
  'records/answer': ['airbyte'],
  'records/convert': ['records', 'records/answer', 'airbyte'],
  'records/engine/assembly': [],
  'records/engine': ['records', 'records/convert', 'airbyte'],
  webhooks: ['webhooks/sqlite', 'webhooks/postgres', 'records/convert/json-text.ts', 'http', 'airbyte'],
  'webhooks/sqlite': ['webhooks', 'airbyte'],
  'webhooks/postgres': ['webhooks', 'airbyte'],
  pendo: ['http', 'config/types.ts', 'airbyte'],
  http: ['airbyte'],
  config: ['pendo/regions.ts', 'airbyte'],
  airbyte: [],
  utils: [],
};

/** Packages that only one part may import, so that they are easy to replace. */
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

/** The only file that may use the process. */
const PROCESS_FILE = 'main.ts';

/** A string or a comment. In a template only the placeholders are code. */
const NO_CODE = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
const COMMENT_OR_TEXT = /(\/\*[\s\S]*?\*\/|\/\/[^\n]*)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
const SPECIFIER = /\b(?:from|import)\s*\(?\s*(?:'([^']+)'|"([^"]+)")/g;

/** One sentence per import that the tables do not allow. `file` is the path below `src/`. */
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
  const allowed = ['utils', ...(MAY_IMPORT[partOf(file)] ?? [])];
  return allowed.includes(partOf(target)) || allowed.includes(target);
}

function mayUse(file: string, specifier: string): boolean {
  if (/^(?:node:)?process$/.test(specifier)) return file === PROCESS_FILE;
  const name = Object.keys(ONLY_IN).find((known) => specifier === known || specifier.startsWith(`${known}/`));
  return name === undefined || ONLY_IN[name] === file.split('/')[0];
}

/** A nested folder is its own part. */
function partOf(file: string): string {
  return file.includes('/') ? dirname(file) : file;
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

/** Folders in which circular imports are not allowed. */
const FOLDERS = ['src', 'emulator', 'demo', 'docs', 'bench', 'test'];
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function filesIn(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts') && !file.includes('assembly/')).map((file) => join(folder, file));
}

function importsOf(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8').replace(COMMENT_OR_TEXT, (match, comment) =>
    comment === undefined ? match : '',
  );
  const specifiers = [...source.matchAll(SPECIFIER)].map(([, single, double]) => single ?? double ?? '');
  return specifiers.filter((name) => name.startsWith('.')).map((name) => normalize(join(dirname(file), name)));
}

/** The files of each circle, which all reach each other. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const reached = new Map(Array.from(imports.keys(), (file) => [file, reachedFrom(file, imports)]));
  const found = Array.from(reached, ([file, targets]) =>
    targets.has(file)
      ? [...targets]
          .filter((other) => reached.get(other)?.has(file))
          .sort()
          .join(', ')
      : '',
  );
  return [...new Set(found)].filter((circle) => circle !== '').sort();
}

function reachedFrom(file: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...(imports.get(file) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(imports.get(next) ?? []));
  }
  return seen;
}

test.each(sourceFiles())('src/%s imports only what the table allows', (file) => {
  expect(Object.keys(MAY_IMPORT)).toContain(partOf(file));
  expect(violations(file, readFileSync(join(SRC, file), 'utf8'))).toEqual([]);
});

test('there are no circular imports, not even of types', () => {
  const imports = new Map(FOLDERS.flatMap(filesIn).map((file) => [file, importsOf(file)]));
  expect(circles(imports)).toEqual([]);
});

test('a circle of any length is found', () => {
  const imports = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', []],
    ['d', ['a']],
    ['e', ['e']],
  ]);
  expect(circles(imports)).toEqual(['a, b, d', 'e']);
});

describe('the rule finds', () => {
  test.each([
    ['sync/contiguous-end.ts', "import { createClient } from '../pendo/client.ts';"],
    ['sync/contiguous-end.ts', "import type { RecordShape } from '../records/shape.ts';"],
    ['sync/contiguous-end.ts', "export * from '../streams/index.ts';"],
    ['records/convert/coerce.ts', "import { filterLiteral } from '../pendo/filter.ts';"],
    ['records/convert/coerce.ts', "import type { TimeWindow } from '../sync/types.ts';"],
    ['airbyte/output.ts', "import type { Config } from '../config/types.ts';"],
    ['pendo/client.ts', "const { SPEC } = await import('../config/spec.ts');"],
    ['config/load.ts', "import { createClient } from '../pendo/client.ts';"],
    ['sources/list/index.ts', "import { read } from '../../commands/read.ts';"],
    ['sources/list/index.ts', "import { runCli } from '../../cli.ts';"],
    ['sources/list/index.ts', "import { startEmulator } from '../../../emulator/index.ts';"],
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
    ['http/send-request.ts', "import got from 'got'; import { readBody } from './body.ts';"],
    [
      'pendo/client.ts',
      "import { sendRequest } from '../http/send-request.ts'; import type { Region } from '../config/types.ts';",
    ],
    [
      'sync/contiguous-end.ts',
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
