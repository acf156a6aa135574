import { isObject } from '../../utils/is-object.ts';

/** One metadata field, named as the columns of the metadata streams are. */
export interface MetadataRow {
  readonly group: string;
  readonly field: string;
  readonly [name: string]: unknown;
}

/**
 * Pendo's answer to `/metadata/schema/{kind}`, one object of groups of fields, as one row per field. What is no object
 * holds no fields; a field that is no object is a row all the same, so that none is lost.
 */
export function metadataRows(answer: unknown): readonly MetadataRow[] {
  return members(answer).flatMap(([group, fields]) =>
    members(fields).map(([field, entry]) => metadataRow(group, field, entry)),
  );
}

function members(value: unknown): readonly [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function metadataRow(group: string, field: string, entry: unknown): MetadataRow {
  const row = new Map<string, unknown>([
    ['group', group],
    ['field', field],
  ]);
  for (const [name, value] of isObject(entry) ? Object.entries(entry) : scalarMembers(entry)) {
    row.set(freeName(row, name), value);
  }
  return Object.fromEntries(row) as MetadataRow;
}

function scalarMembers(entry: unknown): readonly [string, unknown][] {
  return entry == null ? [] : [['value', entry]];
}

/**
 * `Type` and `type` are the same column (the answer's case is mixed: evidence.md#metadata-schema-case). A name that is
 * taken, such as an entry's own `group`, becomes `schema.group`, which no column claims: its value goes to
 * `additional_fields`.
 */
function freeName(row: ReadonlyMap<string, unknown>, name: string): string {
  const lowered = name.charAt(0).toLowerCase() + name.slice(1);
  return row.has(lowered) ? `schema.${name}` : lowered;
}
