import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { escaped } from '../../../demo/page/html.ts';
import { writePage } from '../../../demo/page/index.ts';
import type { StreamRequest } from '../../../demo/requests.ts';
import type { SyncRun } from '../../../demo/sync.ts';

/** As the emulator's names, and what would end an attribute or an element. */
const AWKWARD = `page "quoted" \\ <b>ü</b> 🚀 'x' & </svg><script>alert(1)</script>`;

/** Two days, two pages, a guide with three steps, and two weeks of NPS answers. */
const ROWS = `
  INSERT INTO events VALUES
    ('2026-06-01', 'v1', 'a1'), ('2026-06-01', 'v1', 'a1'), ('2026-06-01', 'v2', ''), ('2026-06-02', 'v3', 'a2');
  INSERT INTO pages VALUES ('p1', $awkward), ('p2', 'Home');
  INSERT INTO page_events VALUES ('p1', 'v1', 1200, 3), ('p1', 'v2', 34, 4), ('p2', 'v1', 77, 5);
  INSERT INTO guides VALUES ('g1', $awkward), ('g2', 'Other');
  INSERT INTO guide_steps VALUES ('g1', 's1', 0, 'Begin'), ('g1', 's2', 1, NULL), ('g1', 's3', 2, $awkward), ('g2', 't', 0, 'Only');
  INSERT INTO guide_events VALUES
    ('g1', 's1', 'guideSeen', 'v1'), ('g1', 's1', 'guideSeen', 'v1'), ('g1', 's1', 'guideSeen', 'v2'),
    ('g1', 's1', 'guideAdvanced', 'v1'), ('g1', 's3', 'guideSeen', 'v1'), ('g1', 's3', 'guideDismissed', 'v1'),
    ('g2', 't', 'guideSeen', 'v1'), ('g2', 't', 'guideSeen', 'v2'), ('g2', 't', 'guideSeen', 'v3');
  INSERT INTO poll_events VALUES
    ('NPSRating', '10', '2026-06-01T00:00:00.000Z'), ('NPSRating', '9', '2026-06-07T23:00:00.000Z'),
    ('NPSRating', '8', '2026-06-03T00:00:00.000Z'), ('NPSRating', '0', '2026-06-08T00:00:00.000Z'),
    ('FreeForm', '10', '2026-06-08T00:00:00.000Z');`;

const folder = mkdtempSync(join(tmpdir(), 'source-pendo-page-'));
let page = '';
let picture = '';

beforeAll(async () => {
  const databasePath = join(folder, 'pendo.sqlite');
  const db = new DatabaseSync(databasePath);
  db.exec('CREATE TABLE events (date, visitor_id, account_id)');
  db.exec('CREATE TABLE pages (id, name)');
  db.exec('CREATE TABLE page_events (page_id, visitor_id, num_minutes, num_events)');
  db.exec('CREATE TABLE guides (id, name)');
  db.exec('CREATE TABLE guide_steps (guide_id, id, step_index, name)');
  db.exec('CREATE TABLE guide_events (guide_id, guide_step_id, type, visitor_id)');
  db.exec('CREATE TABLE poll_events (poll_type, poll_response, browser_time)');
  db.exec(ROWS.replaceAll('$awkward', `'${AWKWARD.replaceAll("'", "''")}'`));
  db.close();
  const groups = { Lists: ['pages'], Events: ['page_events'] };
  const paths = await writePage(folder, { databasePath, groups, first: run([]), second: run([FAILED, RETRY]) });
  page = readFileSync(paths.page, 'utf8');
  picture = readFileSync(paths.picture, 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true }));

const BEGAN_MS = 1_795_000_000_000;
const FAILED = request({ startedAtMs: BEGAN_MS + 100, endedAtMs: BEGAN_MS + 150, failed: true });
const RETRY = request({ startedAtMs: BEGAN_MS + 1_350, endedAtMs: BEGAN_MS + 1_400 });

function request(facts: Partial<StreamRequest>): StreamRequest {
  return { stream: 'pages', startedAtMs: 0, endedAtMs: 0, failed: false, question: 'pages', ...facts };
}

function run(requests: readonly StreamRequest[]): SyncRun {
  const endedAtMs = BEGAN_MS + 2_500;
  const total = { rowsRead: 700, requests: requests.length, startedAtMs: BEGAN_MS, endedAtMs, rowsInTable: 900 };
  const open = { openedAtMs: BEGAN_MS, closedAtMs: endedAtMs };
  return {
    totals: new Map([
      ['pages', total],
      ['page_events', { ...total, requests: 0 }],
    ]),
    open: new Map(['pages', 'page_events'].map((stream) => [stream, open])),
    requests,
  };
}

function section(id: string): string {
  const found = new RegExp(`<section id="${id}">.*?</section>`, 's').exec(page)?.[0];
  if (found === undefined) throw new Error(`The page has no section ${id}.`);
  return found;
}

/** The table of a section, as the texts of its cells. */
function tableOf(id: string): string[][] {
  const body = /<tbody>(.*)<\/tbody>/s.exec(section(id))?.[1] ?? '';
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => texts(row, 'td'));
}

function texts(markup: string, element: string): string[] {
  return [...markup.matchAll(new RegExp(`<${element}[^>]*>([^<]*)</${element}>`, 'g'))].map(([, text = '']) =>
    unescaped(text),
  );
}

function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => characters[name] ?? '');
}

/** The texts that are drawn, on a wide and on a narrow screen. */
function drawn(id: string): string[][] {
  return ['wide', 'narrow'].map((name) => {
    const svg = new RegExp(`<svg class="${name}".*?</svg>`, 's').exec(section(id))?.[0] ?? '';
    return texts(svg, 'text');
  });
}

test('The page needs nothing from elsewhere and no script.', () => {
  expect(page).not.toMatch(/https?:|\bsrc=|\bhref=|url\(|@import|<script|<link|<img|<iframe/i);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(picture.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|href=|url\(|@import|<script/i);
});

describe('The numbers are those of the tables:', () => {
  test('active visitors and accounts by day', () => {
    expect(tableOf('active-visitors')).toEqual([
      ['2026-06-01', '2', '1'],
      ['2026-06-02', '1', '1'],
    ]);
    expect(section('active-visitors')).toContain('<h2>1 to 2 visitors are active on a day</h2>');
  });

  test('minutes by page', () => {
    expect(tableOf('top-pages')).toEqual([
      [AWKWARD, '1,234', '7', '2'],
      ['Home', '77', '5', '1'],
    ]);
    for (const labels of drawn('top-pages')) {
      expect(labels).toEqual(expect.arrayContaining(['1,234 min', '77 min', 'Home', '2 visitors', '1 visitor']));
    }
  });

  test('visitors by step of the guide with several steps', () => {
    expect(tableOf('guide-funnel')).toEqual([
      ['Begin', '2', '1', '0'],
      ['step 2', '0', '0', '0'],
      [AWKWARD, '1', '0', '1'],
    ]);
    for (const labels of drawn('guide-funnel')) expect(labels).toEqual(expect.arrayContaining(['Begin', 'step 2']));
  });

  test('NPS by week', () => {
    expect(tableOf('nps')).toEqual([
      ['2026-06-01', '3', '0', '1', '2', '67'],
      ['2026-06-08', '1', '1', '0', '0', '-100'],
    ]);
    for (const labels of drawn('nps')) {
      expect(labels).toEqual(expect.arrayContaining(['Week of 1 June', 'NPS +67, 3 answers', '33 %', '67 %', '100 %']));
    }
    expect(section('nps')).toContain('falls from +67 to −100');
  });

  test('requests of both syncs by stream, with what failed and how long it waited', () => {
    expect(tableOf('first-sync')).toEqual([
      ['pages', '0', '0', '0.0'],
      ['page_events', '0', '0', '0.0'],
    ]);
    expect(tableOf('second-sync')).toEqual([
      ['pages', '2', '1', '1.2'],
      ['page_events', '0', '0', '0.0'],
    ]);
    expect(section('second-sync')).toContain('<h2>A day later: 2 requests in 2.5 s, 1 sent again</h2>');
    const marks = [...section('second-sync').matchAll(/fill="var\(--(amber|red)\)"/g)].map(([, color]) => color);
    expect(marks).toEqual(['amber', 'red', 'amber', 'red']);
  });
});

test('Names are escaped wherever they stand, and none is lost.', () => {
  for (const text of [page, picture]) {
    expect(text).not.toContain('<b>');
    expect(text).not.toContain('</b>');
    expect(text).toContain('&lt;b&gt;ü&lt;/b&gt; 🚀');
  }
  for (const svg of page.match(/<svg.*?<\/svg>/gs) ?? []) expectBalanced(svg);
  expectBalanced(picture);
});

/** Each element is closed, in the right order, and each & begins an entity. */
function expectBalanced(svg: string): void {
  const open: string[] = [];
  for (const [, close, name = '', self] of svg.matchAll(/<(\/?)([a-z]+)(?:[^<>"]|"[^<>"]*")*?(\/?)>/gi)) {
    if (close === '/') expect(open.pop()).toBe(name);
    else if (self !== '/') open.push(name);
  }
  expect(open).toEqual([]);
  expect(svg).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
}

test('An escaped text has no markup and means the same.', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'amp;', 'a', '🚀') }), (text) => {
      expect(escaped(text)).not.toMatch(/[<>"']/);
      expect(unescaped(escaped(text))).toBe(text);
    }),
  );
});

test('Each color has a value for light and for dark.', () => {
  const [light = '', dark = ''] = page.split('prefers-color-scheme: dark');
  for (const [, name] of page.matchAll(/var\((--[a-z-]+)\)/g)) {
    expect(light).toMatch(new RegExp(`${name}: [#r]`));
    expect(dark).toMatch(new RegExp(`${name}: [#r]`));
  }
});
