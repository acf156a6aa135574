import { isObject } from '../../utils/is-object.ts';

/** One metadata field. Its properties are named like the columns of the metadata streams. */
export interface MetadataRow {
  readonly group: string;
  readonly field: string;
  readonly [name: string]: unknown;
}

/**
 * Turns Pendo's answer to `/metadata/schema/{kind}`, an object of groups of fields, into one row per field. A group
 * that is not an object has no fields. A field that is not an object still becomes a row, so none is lost.
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
 * `Type` and `type` are the same column (the answer mixes cases: evidence.md#metadata-schema-case). A name that is
 * already used, such as an entry's own `group`, becomes `schema.group`. No column has that name, so its value goes to
 * `additional_fields`.
 */
function freeName(row: ReadonlyMap<string, unknown>, name: string): string {
  const lowered = name.charAt(0).toLowerCase() + name.slice(1);
  return row.has(lowered) ? `schema.${name}` : lowered;
}
