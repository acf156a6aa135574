/** `any` accepts every JSON value unchanged. */
export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'time' | 'date' | 'object' | 'array' | 'any';

export interface ShapeColumn {
  /** The name of the row's top-level field in Pendo's spelling. */
  readonly field: string;
  /** The name of the column in Airbyte. */
  readonly name: string;
  readonly type: ColumnType;
}

/** A column that repeats a nested value, e.g. `lastupdated` from `metadata.auto.lastupdated`. */
export interface NestedColumn {
  readonly name: string;
  readonly path: readonly string[];
  /** Fallback paths, tried in this order while the value is missing or null. */
  readonly orElse?: readonly (readonly string[])[];
  readonly type: ColumnType;
}

/** A column that holds the latest of several times of the row, e.g. `modified_ts` = max(`ts`, `lastTs`). */
export interface MaxTimeColumn {
  readonly name: string;
  readonly fields: readonly string[];
}

/**
 * An object whose members become one column each, named by `prefix` and the member: with the prefix `metadata_`,
 * `metadata.auto` becomes `metadata_auto`. A member that is not among `groups`, or is not an object, goes to
 * `additional_fields` under the object's own name.
 */
export interface GroupedObject {
  readonly field: string;
  readonly prefix: string;
  /** Member name to the names of its fields that hold times in epoch milliseconds. */
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Makes one record per element of a row's field instead of one record per row. The field may hold a list, or an object
 * whose entries are the elements.
 */
export interface Explode {
  /** The fields whose elements become rows, in this order. */
  readonly fields: readonly string[];
  /** Values that each row gets from its parent: the name in the row, and the parent's field. */
  readonly parent: Readonly<Record<string, string>>;
  /** The name under which each row gets its position among the elements, counted from 0. */
  readonly index: string;
  /** The name that gets the entry's name, or a list element's position as text, if the element has no such member. */
  readonly id?: string;
  /** The name that gets an element that is not an object. Defaults to the name of its field. */
  readonly value?: string;
}

/** How one of Pendo's rows becomes one of our records. Plain data, made by `streams/`. */
export interface RecordShape {
  readonly stream: string;
  readonly columns: readonly ShapeColumn[];
  readonly nestedColumns?: readonly NestedColumn[];
  readonly maxTime?: MaxTimeColumn;
  readonly spread?: GroupedObject;
  /** The levels at which rows are exploded into rows of their elements. The columns are then those of an element. */
  readonly explode?: readonly Explode[];
  /** The names of the primary key's columns, which are never null in a record. May contain `row_number`. */
  readonly primaryKey: readonly string[];
  /** The name of the cursor column. */
  readonly cursor?: string;
  /**
   * When the reading began, by Pendo's clock in epoch milliseconds. A time cursor gets this value where the row has
   * none, so that the newest copy of the row wins. It is not the row's own time: no filter uses it and no state
   * advances to it.
   */
  readonly readAtMs?: number;
}
