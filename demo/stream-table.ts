import type { DatabaseSync } from 'node:sqlite';
import type { ConfiguredStream, JsonRecord } from '../test/helpers/airbyte/messages.ts';
import { type Column, columnOf, decode, encode, type SqlValue } from './column.ts';

/** A record with this column set deletes its row, as in Airbyte's destinations. */
const DELETED_AT = '_ab_cdc_deleted_at';

/** One stream's table. */
export interface StreamTable {
  /** A sync begins: what came of one that broke off is dropped where a complete sync replaces all. */
  start(): void;
  write(record: JsonRecord): void;
  /** To be called when the source reports that the stream is complete. */
  complete(): void;
  rows(): JsonRecord[];
  count(): number;
}

/**
 * Opens or creates the table of a stream. With a primary key a record replaces the row with the same key, unless its
 * cursor is older, like Airbyte's deduplication; a record that says so deletes the row. Without one the rows of a complete sync replace all earlier rows.
 */
export function openStreamTable(db: DatabaseSync, configured: ConfiguredStream): StreamTable {
  const { stream } = configured;
  const columns = Object.entries(stream.json_schema.properties ?? {}).map(([name, schema]) => columnOf(name, schema));
  const key = (configured.primary_key ?? stream.source_defined_primary_key ?? []).map((path) => path.join('.'));
  const overwrite = key.length === 0 || configured.destination_sync_mode === 'overwrite';
  const target = overwrite ? `${stream.name}_incoming` : stream.name;

  if (overwrite) db.exec(`DROP TABLE IF EXISTS ${quote(target)}`);
  for (const name of new Set([stream.name, target])) createTable(db, name, columns, key);
  const insert = db.prepare(insertSql(target, { columns, key, cursor: configured.cursor_field?.[0] }));
  const removeDeleted = columns.some(({ name }) => name === DELETED_AT)
    ? db.prepare(`DELETE FROM ${quote(target)} WHERE ${quote(DELETED_AT)} IS NOT NULL`)
    : undefined;
  const select = db.prepare(`SELECT ${names(columns)} FROM ${quote(stream.name)}`);
  select.setReadBigInts(true);
  const count = db.prepare(`SELECT count(*) AS n FROM ${quote(stream.name)}`);

  return {
    start: () => {
      if (overwrite) db.exec(`DELETE FROM ${quote(target)}`);
    },
    write: (record) => {
      insert.run(...columns.map((column) => encode(column, record[column.name])));
      if (record[DELETED_AT] != null) removeDeleted?.run();
    },
    complete: () => {
      if (overwrite) replaceRows(db, stream.name, { from: target, columns });
    },
    rows: () => select.all().map((row) => decodeRow(columns, row as Record<string, SqlValue>)),
    count: () => Number(count.get()?.n),
  };
}

/** Quotes an SQL identifier, because names of streams and columns may have any characters. */
function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function names(columns: readonly Column[]): string {
  return columns.map((column) => quote(column.name)).join(', ');
}

function createTable(db: DatabaseSync, name: string, columns: readonly Column[], key: readonly string[]): void {
  const lines = columns.map((column) => {
    const notNull = key.includes(column.name) ? ' NOT NULL' : '';
    return `${quote(column.name)} ${column.sqlType}${notNull}`;
  });
  if (key.length > 0) lines.push(`PRIMARY KEY (${key.map(quote).join(', ')})`);
  db.exec(`CREATE TABLE IF NOT EXISTS ${quote(name)} (${lines.join(', ')}) STRICT`);
  addNewColumns(db, name, columns);
}

/** Adds new columns to the table of an earlier sync, because a schema grows when the customer adds metadata. */
function addNewColumns(db: DatabaseSync, table: string, columns: readonly Column[]): void {
  const existing = new Set(
    db
      .prepare('SELECT name FROM pragma_table_info(?)')
      .all(table)
      .map((row) => row.name),
  );
  for (const column of columns) {
    if (existing.has(column.name)) continue;
    db.exec(`ALTER TABLE ${quote(table)} ADD COLUMN ${quote(column.name)} ${column.sqlType}`);
  }
}

interface InsertShape {
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  readonly cursor: string | undefined;
}

function insertSql(table: string, { columns, key, cursor }: InsertShape): string {
  const places = columns.map(() => '?').join(', ');
  const insert = `INSERT INTO ${quote(table)} AS kept (${names(columns)}) VALUES (${places})`;
  if (key.length === 0) return insert;
  const sets = columns.map(({ name }) => `${quote(name)} = excluded.${quote(name)}`).join(', ');
  return `${insert} ON CONFLICT (${key.map(quote).join(', ')}) DO UPDATE SET ${sets}${notOlder(cursor)}`;
}

function notOlder(cursor: string | undefined): string {
  if (cursor === undefined) return '';
  const [kept, next] = [`kept.${quote(cursor)}`, `excluded.${quote(cursor)}`];
  return ` WHERE ${kept} IS NULL OR ${next} >= ${kept}`;
}

interface Replacement {
  readonly from: string;
  readonly columns: readonly Column[];
}

function replaceRows(db: DatabaseSync, table: string, { from, columns }: Replacement): void {
  db.exec(`DELETE FROM ${quote(table)}`);
  db.exec(`INSERT INTO ${quote(table)} (${names(columns)}) SELECT ${names(columns)} FROM ${quote(from)}`);
  db.exec(`DELETE FROM ${quote(from)}`);
}

function decodeRow(columns: readonly Column[], row: Record<string, SqlValue>): JsonRecord {
  return Object.fromEntries(columns.map((column) => [column.name, decode(column, row[column.name] ?? null)]));
}
