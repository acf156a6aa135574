/** `any` passes every JSON value as it came. */
export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'time' | 'date' | 'object' | 'array' | 'any';

export interface ShapeColumn {
  /** The name of the row's top-level field, as Pendo writes it. */
  readonly field: string;
  /** The name of the column, as Airbyte sees it. */
  readonly name: string;
  readonly type: ColumnType;
}

/**
 * A column whose value is also found deeper in the row, e.g. `lastupdated` at `metadata.auto.lastupdated`. A path of one name
 * stands for a top-level field, which then is a declared one.
 */
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
 * whose entries are the elements. Paths are dotted.
 */
export interface Explode {
  /** The paths of the fields whose elements become rows, in this order. */
  readonly fields: readonly string[];
  /** What the parent gives to each row: the name there, and the path in the parent. */
  readonly parent: Readonly<Record<string, string>>;
  /** The name under which each row has its place among the elements, from 0. */
  readonly index?: string;
  /**
   * The name that takes the element's id: its own member `id`, or else the entry's name, or else its place as text.
   * Unique within the parent's row.
   */
  readonly id?: string;
  /** The name that takes an element that is no object; absent: the name of its field. */
  readonly value?: string;
  /** The name that takes each element whole, whose members then do not become fields of the row. */
  readonly whole?: string;
  /** Elements that are equal count once, and blank ones do not count. */
  readonly distinct?: boolean;
  /** Only the entries that hold what one app knows, such as `auto_123`; `id` then takes the id of the app. */
  readonly appGroups?: boolean;
  /** Whether the element equals what the parent has at this path: the name that takes it, and the path. */
  readonly equals?: { readonly name: string; readonly path: string };
  /** Finds the id of the element of another field of the parent that lists the element's own id: e.g. the step of a poll. */
  readonly listedBy?: { readonly name: string; readonly field: string; readonly ids: string };
}

/** What turns one of Pendo's rows into one of our records; plain data, made by `streams/`. */
export interface RecordShape {
  readonly stream: string;
  readonly columns: readonly ShapeColumn[];
  readonly nestedColumns?: readonly NestedColumn[];
  readonly maxTime?: MaxTimeColumn;
  readonly spread?: GroupedObject;
  /** The name that takes each row whole; columns then find nothing else in it. */
  readonly whole?: string;
  /** The ids of the subscription's apps, where rows are exploded by app and they are known. */
  readonly appIds?: ReadonlySet<string>;
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
