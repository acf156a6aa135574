/** `any` accepts every JSON value unchanged. */
export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'time' | 'date' | 'object' | 'array' | 'any';

export interface ShapeColumn {
  /** The name of the row's top-level field in Pendo's spelling. */
  readonly field: string;
  /** The name of the column in Airbyte. */
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
  /** The name that gets an element that is not an object. Defaults to the name of its field. */
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

/** How one of Pendo's rows becomes one of our records. Plain data, made by `streams/`. */
export interface RecordShape {
  readonly stream: string;
  readonly columns: readonly ShapeColumn[];
  readonly nestedColumns?: readonly NestedColumn[];
  readonly maxTime?: MaxTimeColumn;
  readonly spread?: GroupedObject;
  /**
   * A column with the day of a bucket in the subscription's own calendar: the UTC date of the field + 13 hours, which is
   * right for every time zone from UTC-10 to UTC+13.
   */
  readonly calendarDate?: { readonly name: string; readonly field: string };
  /** A column that holds `readAtMs` in every record. */
  readonly readTimeColumn?: string;
  /** The name that takes each row whole; columns then find nothing else in it. */
  readonly whole?: string;
  /** The ids of the subscription's apps, where rows are exploded by app and they are known. */
  readonly appIds?: ReadonlySet<string>;
  /** The levels by which a row becomes the rows of its elements; columns are then those of an element. */
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
