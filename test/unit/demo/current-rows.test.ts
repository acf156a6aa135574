import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { createCurrentViews } from '../../../demo/current-rows.ts';
import { configureCatalog } from '../../helpers/airbyte/messages.ts';

const MONDAY = '2026-06-15T04:00:00.000Z';
const TUESDAY = '2026-06-16T04:00:00.000Z';
const FIRST_READ = '2026-06-18T00:00:00.000Z';
const SECOND_READ = '2026-06-19T00:00:00.000Z';

/** The names of the rows that the views show, on a database filled by `sql`. */
function viewsOn(sql: string) {
  const folder = mkdtempSync(join(tmpdir(), 'source-pendo-current-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'pendo.sqlite');
  const db = new DatabaseSync(path);
  db.exec('CREATE TABLE page_events (name, app_id, day, bucket_read_at)');
  db.exec('CREATE TABLE guide_events (name, app_id, browser_time, bucket_read_at)');
  db.exec('CREATE TABLE pages (id)');
  db.exec('CREATE TABLE daily_totals (source, app_id, day, "rows", read_at)');
  db.exec(sql);
  const stream = (name: string, cursor: string) => ({
    name,
    json_schema: { properties: cursor === 'id' ? { id: {} } : { bucket_read_at: {}, [cursor]: {} } },
    supported_sync_modes: ['full_refresh', 'incremental'],
    default_cursor_field: [cursor],
  });
  const streams = [stream('page_events', 'day'), stream('guide_events', 'browser_time'), stream('pages', 'id')];
  const counts = createCurrentViews(path, configureCatalog({ streams } as Parameters<typeof configureCatalog>[0]));
  const names = (view: string) =>
    db
      .prepare(`SELECT name FROM ${view} ORDER BY name`)
      .all()
      .map((row) => row.name);
  const shown = { pages: names('current_page_events'), guides: names('current_guide_events') };
  db.close();
  return { counts, shown };
}

test('A row is not current when another row of its day was read later.', () => {
  const { shown, counts } = viewsOn(`
    INSERT INTO page_events VALUES ('gone', 1, '${MONDAY}', '${FIRST_READ}'), ('kept', 1, '${MONDAY}', '${SECOND_READ}'),
      ('of another day', 1, '${TUESDAY}', '${FIRST_READ}');
    INSERT INTO guide_events VALUES ('gone', 1, '2026-06-15T01:00:00.000Z', '${FIRST_READ}'),
      ('kept', 1, '2026-06-15T23:00:00.000Z', '${SECOND_READ}'), ('next', 1, '2026-06-16T00:00:00.000Z', '${FIRST_READ}');`);
  expect(shown).toEqual({ pages: ['kept', 'of another day'], guides: ['kept', 'next'] });
  expect(counts).toEqual({ views: ['current_page_events', 'current_guide_events'], rows: 6, current: 4 });
});

test('A row is not current if Pendo has counted no rows for its app and day after it was read.', () => {
  const { shown } = viewsOn(`
    INSERT INTO page_events VALUES ('gone', 1, '${MONDAY}', '${FIRST_READ}'), ('of another app', 2, '${MONDAY}', '${FIRST_READ}');
    INSERT INTO guide_events VALUES ('gone', 1, '2026-06-15T05:00:00.000Z', '${FIRST_READ}'),
      ('the day before', 1, '2026-06-15T03:00:00.000Z', '${FIRST_READ}'),
      ('of another app', 2, '2026-06-15T05:00:00.000Z', '${FIRST_READ}'),
      ('the day after', 1, '${TUESDAY}', '${FIRST_READ}');
    INSERT INTO daily_totals VALUES ('page_events', 1, '${MONDAY}', 0, '${SECOND_READ}'),
      ('guide_events', 1, '${MONDAY}', 0, '${SECOND_READ}'), ('guide_events', 1, '${TUESDAY}', 1, '${SECOND_READ}');`);
  expect(shown).toEqual({ pages: ['of another app'], guides: ['of another app', 'the day after', 'the day before'] });
});

test('Rows stay current if they were read after Pendo counted none for their app and day.', () => {
  const { shown } = viewsOn(`
    INSERT INTO page_events VALUES ('late', 1, '${MONDAY}', '${SECOND_READ}');
    INSERT INTO guide_events VALUES ('late', 1, '2026-06-15T05:00:00.000Z', '${SECOND_READ}');
    INSERT INTO daily_totals VALUES ('page_events', 1, '${MONDAY}', 0, '${FIRST_READ}'),
      ('guide_events', 1, '${MONDAY}', 0, '${FIRST_READ}');`);
  expect(shown).toEqual({ pages: ['late'], guides: ['late'] });
});

test('Rows from before version 0.2.0 do not say when they were read. They are current until their day is read again.', () => {
  const { shown } = viewsOn(`
    INSERT INTO page_events VALUES ('gone', 1, '${MONDAY}', NULL), ('kept', 1, '${MONDAY}', '${SECOND_READ}'),
      ('not read again', 1, '${TUESDAY}', NULL);
    INSERT INTO guide_events VALUES ('not read again', 1, '2026-06-15T05:00:00.000Z', NULL);`);
  expect(shown).toEqual({ pages: ['kept', 'not read again'], guides: ['not read again'] });
});
