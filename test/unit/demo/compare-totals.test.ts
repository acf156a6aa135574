import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { compareWithTotals, DIFFERENCES } from '../../../demo/compare-totals.ts';

const MONDAY = '2026-06-15T04:00:00.000Z';
const TUESDAY = '2026-06-16T04:00:00.000Z';
const EQUAL = `
  INSERT INTO events VALUES (1, '${MONDAY}', 7), (1, '${MONDAY}', 2), (2, '${TUESDAY}', 1);
  INSERT INTO guide_events VALUES
    (1, '2026-06-15T03:59:59.999Z'), (1, '${MONDAY}'), (1, '2026-06-16T03:59:59.999Z'), (2, '2026-06-16T09:00:00.000Z');
  INSERT INTO daily_totals VALUES
    ('events', 1, '${MONDAY}', 2, 9), ('events', 2, '${TUESDAY}', 1, 1),
    ('guide_events', 1, '${MONDAY}', 2, 2), ('guide_events', 2, '${TUESDAY}', 1, 1),
    ('poll_events', 1, '${MONDAY}', 0, 0);`;

/** The verdict on a database with the tables that the query reads, filled by `sql`. */
function verdictOn(sql: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'source-pendo-totals-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'pendo.sqlite');
  const db = new DatabaseSync(path);
  for (const table of ['events', 'page_events', 'feature_events', 'track_events']) {
    db.exec(`CREATE TABLE ${table} (app_id, day, num_events)`);
  }
  for (const table of ['guide_events', 'poll_events']) db.exec(`CREATE TABLE ${table} (app_id, browser_time)`);
  db.exec('CREATE TABLE daily_totals (source, app_id, day, "rows", num_events)');
  db.exec(sql);
  db.close();
  return compareWithTotals(path);
}

test('Tables that hold what Pendo counts are equal on every day; events before the first counted day do not matter.', () => {
  expect(verdictOn(EQUAL)).toBe('equal in 5 of 5 days');
});

test.each([
  ['a row too few', `DELETE FROM events WHERE num_events = 2`],
  ['an event too few in one row', `UPDATE events SET num_events = 6 WHERE num_events = 7`],
  ['a row too many', `INSERT INTO events VALUES (1, '${MONDAY}', 0)`],
  ['a row in another app', `UPDATE events SET app_id = 2 WHERE num_events = 2`],
  [
    'a single event of another day',
    `UPDATE guide_events SET browser_time = '${TUESDAY}' WHERE browser_time = '${MONDAY}'`,
  ],
])('%s is found', (_what, sql) => {
  expect(verdictOn(`${EQUAL} ${sql}`)).toMatch(
    /^equal in [34] of 5 days; these differ:\n\nsource .*\n-.*\n(guide_)?events /,
  );
});

test('A day that Pendo does not count at all is found.', () => {
  const verdict = verdictOn(`${EQUAL} INSERT INTO page_events VALUES (1, '${TUESDAY}', 3)`);
  expect(verdict).toMatch(/^equal in 5 of 6 days; these differ:/);
});

test('The query is the one that docs/records.md gives to everyone.', () => {
  expect(readFileSync(new URL('../../../docs/records.md', import.meta.url), 'utf8')).toContain(DIFFERENCES);
});
