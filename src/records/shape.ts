/** `any` passes every JSON value as it came. */
export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'time' | 'date' | 'object' | 'array' | 'any';

export interface ShapeColumn {
  /** The name of the row's top-level field, as Pendo writes it. */
  readonly field: string;
  /** The name of the column, as Airbyte sees it. */
  readonly name: string;
  readonly type: ColumnType;
}

/** A column whose value is also found deeper in the row, e.g. `lastupdated` at `metadata.auto.lastupdated`. */
export interface NestedColumn {
  readonly name: string;
  readonly path: readonly string[];
  /** Where else to look, in this order, while there is nothing or null. */
  readonly orElse?: readonly (readonly string[])[];
  readonly type: ColumnType;
}

/** A column that holds the later of several times of the row, e.g. `modified_ts` = max(`ts`, `lastTs`). */
export interface MaxTimeColumn {
  readonly name: string;
  readonly fields: readonly string[];
}

/**
 * An object whose members become one column each, named by `prefix` and the member: with the prefix `metadata_`,
 * `metadata.auto` is `metadata_auto`. A member that is not among `groups`, or is no object, stays in `additional_fields`
 * below the object's own name.
 */
export interface GroupedObject {
  readonly field: string;
  readonly prefix: string;
  /** Member name to the names of its fields that hold times in epoch milliseconds. */
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Makes a record of each element of a row's field, in place of one record per row. A field may hold a list, or an object
 * whose entries are the elements.
 */
export interface Explode {
  /** The fields whose elements become rows, in this order. */
  readonly fields: readonly string[];
  /** What the parent gives to each row: the name there, and the parent's field. */
  readonly parent: Readonly<Record<string, string>>;
  /** The name under which each row has its place among the elements, from 0. */
  readonly index: string;
  /** The name that takes an entry's name, or a plain element's place as text, where the element has no such member. */
  readonly id?: string;
  /** The name that takes an element that is no object; absent: the name of its field. */
  readonly value?: string;
}

/** What turns one of Pendo's rows into one of our records; plain data, made by `streams/`. */
export interface RecordShape {
  readonly stream: string;
  readonly columns: readonly ShapeColumn[];
  readonly nestedColumns?: readonly NestedColumn[];
  readonly maxTime?: MaxTimeColumn;
  readonly spread?: GroupedObject;
  /** The levels by which a row becomes the rows of its elements; columns are then those of an element. */
  readonly explode?: readonly Explode[];
  /** Names of the columns of the primary key: never null in a record. May contain `row_number`. */
  readonly primaryKey: readonly string[];
  /** Name of the cursor column. */
  readonly cursor?: string;
  /**
   * When the reading began, by Pendo's clock in epoch milliseconds: stands in a cursor column of times where the row has none,
   * so that its newest copy wins. Such a time is none of the row's own: nobody filters by it, and no state moves by it.
   */
  readonly readAtMs?: number;
}
