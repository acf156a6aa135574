import type { GroupedObject } from '../shape.ts';
import { decodeString, isObject, isString, joinObject, membersOf, type RawObject, splitObject } from './json-text.ts';
import { integerText, isNumber } from './numbers.ts';
import { timeMs, timeText } from './times.ts';

/** Numbers below are years, dates as digits, or seconds. Nothing above is a real time. */
const FIRST_MS = 1e11;
const LAST_MS = 1e13;

export interface SpreadResult {
  /** The JSON text of each group's column, in the order of the shape's groups. */
  readonly columns: readonly string[];
  /** The JSON text of the members that became no column; undefined when none is left. */
  readonly rest: string | undefined;
}

/** Makes one column per declared group of the object `raw`. Everything that fits no column is returned in `rest`. */
export function splitGroups(raw: string | undefined, spread: GroupedObject): SpreadResult {
  const isWhole = raw !== undefined && isObject(raw);
  const members: RawObject = isWhole ? splitObject(raw) : new Map();
  const columns: string[] = [];
  for (const [group, timeFields] of spread.groups) {
    columns.push(takeGroup(members, group, timeFields));
  }
  if (isWhole) {
    return { columns, rest: members.size === 0 ? undefined : joinObject(members) };
  }
  return { columns, rest: raw === 'null' ? undefined : raw };
}

/** Removes the group from `members` and returns its column. A group that is not an object stays; its column is null. */
function takeGroup(members: RawObject, group: string, timeFields: ReadonlySet<string>): string {
  const raw = members.get(group);
  if (raw === undefined || !(isObject(raw) || raw === 'null')) {
    return 'null';
  }
  members.delete(group);
  return timeFields.size === 0 || raw === 'null' ? raw : withTimes(raw, timeFields);
}

/** Returns the object unchanged except for its time values. */
function withTimes(raw: string, timeFields: ReadonlySet<string>): string {
  let text = '';
  let copied = 0;
  for (const { name, start, end } of membersOf(raw)) {
    if (timeFields.has(name)) {
      text += raw.slice(copied, start) + epochTimeText(raw.slice(start, end));
      copied = end;
    }
  }
  return text + raw.slice(copied);
}

/**
 * Turns whole milliseconds from 1973 to 2286 into RFC 3339, and 0 and "" into null, because Pendo writes "never" so.
 * Returns anything else unchanged: `2024`, `"20240131"` or seconds would become a day in 1970.
 */
function epochTimeText(raw: string): string {
  const text = isString(raw) ? decodeString(raw) : raw;
  const isEpoch = text === '' || (isNumber(text) && integerText(text) !== undefined);
  const ms = isEpoch ? timeMs(raw) : undefined;
  if (ms === null) {
    return 'null';
  }
  return ms !== undefined && ms >= FIRST_MS && ms <= LAST_MS ? timeText(ms) : raw;
}
