import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { BELIEF_GROUPS } from '../../src/probe/beliefs/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EVIDENCE = 'docs/evidence.md';
const FOLDERS = ['src', 'emulator', 'demo', 'docs', 'test', 'bench', 'scripts'];
const FILES = globSync(
  ['*.md', 'spec.json', ...FOLDERS.map((folder) => `${folder}/**/*.{ts,mjs,py,sh,sql,json,yaml,md}`)],
  {
    cwd: ROOT,
  },
).sort();

interface Fact {
  readonly name: string;
  readonly text: string;
  readonly grade: string;
  readonly sources: readonly string[];
}

const FACTS = readFacts(read(EVIDENCE));
const GRADES = namesUnder('Grades', /^\| (\S+) \| (?!meaning)/gm);
const SOURCES = namesUnder('Sources', /^- \*\*(.+?)\*\*: /gm);

/** Forms of citations whose sources are not in the repository. */
const CITATIONS_WITHOUT_A_FACT = [
  /\bfacts \d/,
  /\bpendo-api(-\d)?\.md/,
  /\bpeers\.md/,
  /\bgraded? (D|V|C|I)\b/i,
  /[[(](D|V\*?|C|I|\?)([ ,;:][^\])]*)?[\])]/,
  /[[(][^\])]*[,;:] ?(D|V\*?|C|I|EST|LDN|TAP)[\])]/,
  /\b(LDN|EST|FV seeds)\b/,
];

/** Comments at the start of a line or after code without quotes, so that quoted text does not count as a comment. */
const COMMENTS = /(?<=^[^'"`\n]*)(?:\/\*[\s\S]*?\*\/|\/\/ .*|# .*|"""[\s\S]*?""")/gm;
const LINKS_TO_FACTS = /\[[^\]]*\]\([^)]*evidence\.md[^)]*\)/g;

describe(EVIDENCE, () => {
  test.each(FACTS)(
    '$name has a text, a grade and a source that the page explains',
    ({ name, text, grade, sources }) => {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(text).not.toBe('');
      expect(GRADES).toContain(/^(\S+?)(?:,| |$)/.exec(grade)?.[1]);
      expect(sources).not.toEqual([]);
      expect(sources.filter((source) => !SOURCES.includes(source))).toEqual([]);
    },
  );

  test('has each fact and each source once, and no unused source', () => {
    const names = FACTS.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(100);
    expect(names).toEqual([...new Set(names)]);
    expect(SOURCES).toEqual([...new Set(SOURCES)]);
    expect(SOURCES.filter((source) => !FACTS.some(({ sources }) => sources.includes(source)))).toEqual([]);
  });
});

test('every fact that a file cites is on the page of evidence', () => {
  const names = new Set(FACTS.map(({ name }) => name));
  const cited = FILES.flatMap((file) => citations(read(file)).map((name) => ({ file, name })));
  expect(cited.length).toBeGreaterThan(100);
  expect(cited.filter(({ name }) => !names.has(name))).toEqual([]);
});

test('no comment and no page cites evidence that is not in the repository', () => {
  const found = FILES.filter((file) => file !== EVIDENCE).flatMap((file) =>
    unfounded(file, read(file)).map((line) => `${file}: ${line}`),
  );
  expect(found).toEqual([]);
});

test.each([
  '// Ids may be negative (-323232 is the default web app; facts 2.4, graded D).',
  '/** Nobody has published such a body (facts 5). */',
  '/** In both cases, `Type` beside `isHidden` (pendo-api.md 3). */',
  'const x = 2; // as peers.md 2.1 says',
  '/** 403 for a bad key [D]; 400 for another region [V, EST]. */',
  '/**\n * refuse hours without ids, as it documents [D] but has not done [V*].\n */',
  '/** A string here, a list in a live answer (LDN). */',
  '/** Its event id is empty (FV seeds). */',
  '/** Missing or null at times (C, tap-pendo 0.6.1). */',
  '/** `false` brings everybody [V: 21,000 rows against 58]. */',
  '/** The body has a shape that nobody wrote down [?]. */',
  '# listed as the documentation has it (D)',
])('%s is a citation without a fact', (comment) => {
  expect(unfounded('any.ts', `const x = 1;\n${comment}\nconst y = 2;`)).not.toEqual([]);
});

test.each([
  "const name = 'facts 5 [D]';",
  'const first = rows[I];\nconst kept: Row[D] = take(V);',
  '/** Answers 403 for a bad key (evidence.md#token-verify). */',
])('%s is not such a citation', (text) => {
  expect(unfounded('any.ts', text)).toEqual([]);
});

test('every belief of the probe gives the grade of its fact', () => {
  const wrong = BELIEF_GROUPS.flatMap(({ beliefs }) => beliefs).filter(
    ({ grade, evidence }) => grade !== FACTS.find(({ name }) => name === evidence)?.grade,
  );
  expect(wrong.map(({ id, evidence, grade }) => ({ id, evidence, grade }))).toEqual([]);
});

describe('The list of what to check with an account', () => {
  const [, list = ''] = read('docs/emulator.md').split('should check first');
  const rows = list.split('\n').filter((line) => /^\|(?!-| behaviour | --- )/.test(line));

  test('has more than fifty rows', () => {
    expect(rows.length).toBeGreaterThan(50);
  });

  test.each(rows)('links to a fact and gives its grade: %s', (row) => {
    const [, grade, name] = /\| \[([^\]]+)\]\(evidence\.md#([a-z0-9-]+)\) \|$/.exec(row) ?? [];
    expect(name).toBeDefined();
    expect(grade).toBe(FACTS.find((fact) => fact.name === name)?.grade ?? 'a fact that exists');
  });
});

function read(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8');
}

/** A fact is a heading of level 3 with a text and a line with grade and sources. */
function readFacts(page: string): Fact[] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [name = '', ...lines] = section.split('\n## ')[0]?.split('\n') ?? [];
      const text = lines.filter((line) => !line.startsWith('Grade: ')).join('\n');
      const [, grade = '', sources = ''] = /^Grade: (.+) · Source: (.+)$/m.exec(section) ?? [];
      return { name, text: text.trim(), grade, sources: sources === '' ? [] : sources.split(', ') };
    });
}

function namesUnder(heading: string, name: RegExp): string[] {
  const [, section = ''] = read(EVIDENCE).split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(name)].map(([, found = '']) => found);
}

/** The names of the cited facts. Comments and links use the same form. */
function citations(text: string): string[] {
  return [...text.matchAll(/\bevidence\.md#([a-z0-9-]+)/g)].map(([, name = '']) => name);
}

/** The lines of a page, or of the comments in code, that cite something that is not in the repository. */
function unfounded(file: string, text: string): string[] {
  const prose = file.endsWith('.md') ? [text] : (text.match(COMMENTS) ?? []);
  const lines = prose.join('\n').replaceAll(LINKS_TO_FACTS, '').split('\n');
  return lines
    .filter((line) => CITATIONS_WITHOUT_A_FACT.some((pattern) => pattern.test(line)))
    .map((line) => line.trim());
}
