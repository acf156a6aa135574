import { DatabaseSync } from 'node:sqlite';
import { findStream } from '../src/streams/index.ts';
import type { ConfiguredCatalog } from '../test/helpers/airbyte/messages.ts';

/** What differs between databases in the views: how they take the UTC date of a time, and how they add hours to it. */
export interface SqlDialect {
  date(time: string): string;
  plusHours(time: string, hours: number): string;
}

export const POSTGRESQL: SqlDialect = {
  date: (time) => `date(${time} AT TIME ZONE 'UTC')`,
  plusHours: (time, hours) => `${time} + INTERVAL '${hours} hours'`,
};

/** As PyAirbyte fills it: times are in UTC and have no zone. `AT TIME ZONE` would give the date in the session's zone. */
export const DUCKDB: SqlDialect = { ...POSTGRESQL, date: (time) => `date(${time})` };

/** Times are texts of RFC 3339 here. */
const SQLITE: SqlDialect = {
  date: (time) => `date(${time})`,
  plusHours: (time, hours) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${time}, '+${hours} hours')`,
};

export interface EventTable {
  readonly name: string;
  /** Its cursor: `day` for buckets of days. */
  readonly time: string;
  /** Whether `daily_totals` counts its rows. */
  readonly isCounted: boolean;
}

/**
 * The SQL of the view `current_<table>`, which leaves out what Pendo has taken back. The demo creates it, and docs/records.md
 * shows it.
 */
export function currentRowsView({ name, time, isCounted }: EventTable, dialect: SqlDialect): string {
  if (time === 'day') return dayView(name);
  const condition = isCounted ? `\n${isNotCountedAsGone(name, time, dialect)}` : '';
  return `${newestReads(name, time, dialect)}${condition};`;
}

function dayView(table: string): string {
  return `CREATE VIEW current_${table} AS
SELECT ${table}.*
FROM ${table}
JOIN (SELECT day, max(bucket_read_at) AS newest FROM ${table} GROUP BY day) AS reads
  ON reads.day = ${table}.day AND reads.newest IS NOT DISTINCT FROM ${table}.bucket_read_at
LEFT JOIN daily_totals AS gone
  ON gone.source = '${table}' AND gone.app_id = ${table}.app_id AND gone.day = ${table}.day
  AND gone."rows" = 0 AND gone.read_at > ${table}.bucket_read_at
WHERE gone.source IS NULL;`;
}

function newestReads(table: string, time: string, { date }: SqlDialect): string {
  return `CREATE VIEW current_${table} AS
SELECT ${table}.*
FROM ${table}
JOIN (
  SELECT ${date(time)} AS day, max(bucket_read_at) AS newest FROM ${table} GROUP BY 1
) AS reads ON reads.day = ${date(time)} AND reads.newest IS NOT DISTINCT FROM ${table}.bucket_read_at`;
}

/** Days of `daily_totals` can overlap after the time zone has moved: then the day with rows counts. The longest has 26 hours. */
function isNotCountedAsGone(table: string, time: string, { plusHours }: SqlDialect): string {
  return `WHERE EXISTS (
  SELECT 1 FROM daily_totals
  WHERE source = '${table}' AND daily_totals.app_id = ${table}.app_id AND "rows" > 0
    AND ${time} >= daily_totals.day AND ${time} < ${plusHours('daily_totals.day', 24)}
) OR NOT EXISTS (
  SELECT 1 FROM daily_totals
  WHERE source = '${table}' AND daily_totals.app_id = ${table}.app_id AND "rows" = 0
    AND ${time} >= daily_totals.day AND ${time} < ${plusHours('daily_totals.day', 26)}
    AND daily_totals.read_at > ${table}.bucket_read_at
)`;
}

export interface CurrentRows {
  readonly views: readonly string[];
  /** The rows of all tables that have a view. */
  readonly rows: number;
  readonly current: number;
}

/** Creates the views of all tables of events in the demo's database, and counts what they show. */
export function createCurrentViews(databasePath: string, { streams }: ConfiguredCatalog): CurrentRows {
  const events = streams.filter(({ stream }) => stream.json_schema.properties?.bucket_read_at !== undefined);
  const tables = events.map(({ stream, cursor_field }) => ({
    name: stream.name,
    time: cursor_field?.[0] ?? '',
    isCounted: findStream(stream.name)?.checksHistory === true,
  }));
  const db = new DatabaseSync(databasePath);
  try {
    for (const table of tables) {
      db.exec(`DROP VIEW IF EXISTS current_${table.name};\n${currentRowsView(table, SQLITE)}`);
    }
    const countOf = (name: string) => Number(db.prepare(`SELECT count(*) AS n FROM ${name}`).get()?.n);
    const sumOf = (names: readonly string[]) => names.reduce((sum, name) => sum + countOf(name), 0);
    const views = tables.map(({ name }) => `current_${name}`);
    return { views, rows: sumOf(tables.map(({ name }) => name)), current: sumOf(views) };
  } finally {
    db.close();
  }
}
