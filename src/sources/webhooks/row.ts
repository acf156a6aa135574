import { decodeString, isString, joinObject, type RawObject, splitObject } from '../../records/convert/json-text.ts';
import { isNumber } from '../../records/convert/numbers.ts';
import { timeMs } from '../../records/convert/times.ts';

/** 1e11 seconds are the year 5138, 1e11 milliseconds are 1973: a number above it cannot be in seconds. */
const LARGEST_SECONDS = 1e11;
/**
 * Turns a line of the feed into a row: the fields of Pendo's event and what the receiver adds. If Pendo uses a name
 * that is needed here, its field becomes `payload.name`. No column has that name, so it goes to `additional_fields`.
 */
export function webhookRow(line: string): string {
  const members = Object.fromEntries(splitObject(line));
  const row: RawObject = splitObject(members.payload ?? '{}');
  const eventTime = takeTime(row);
  for (const [name, raw] of [
    // Always the receiver's id: it gives one to events without a usable id.
    ['uniqueId', members.unique_id ?? 'null'],
    ['sequence', members.sequence ?? 'null'],
    ['receivedAt', members.received_at ?? 'null'],
    ['eventTime', eventTime],
  ] as const) {
    const taken = row.get(name);
    if (taken !== undefined && !isSameText(taken, raw)) row.set(`payload.${name}`, taken);
    row.set(name, raw);
  }
  return joinObject(row);
}

function isSameText(one: string, other: string): boolean {
  return one === other || (isString(one) && isString(other) && decodeString(one) === decodeString(other));
}

/** Takes `timestamp` out of the row, in milliseconds. A value that is not a time stays in the row. */
function takeTime(row: RawObject): string {
  const raw = row.get('timestamp') ?? 'null';
  const text = isString(raw) ? decodeString(raw) : raw;
  const ms = timeMs(isNumber(text) ? String(toMs(Number(text))) : raw);
  if (ms === undefined) return 'null';
  row.delete('timestamp');
  return String(ms);
}

/**
 * Pendo writes seconds here (evidence.md#webhook-timestamp). Its other times are in milliseconds, so those are
 * understood too.
 */
function toMs(number: number): number {
  return Math.round(number > LARGEST_SECONDS ? number : number * 1000);
}
