import { isNumber } from '../records/numbers.ts';
import { decodeString, isString, joinObject, type RawObject, splitObject } from '../records/raw-object.ts';

/**
 * A line of the feed as one row: the fields of Pendo's event, and with them what the receiver adds. A field of Pendo's with a
 * name that is needed here becomes `payload.name`, which no column claims: it goes to `additional_fields`.
 */
export function webhookRow(line: string): string {
  const { sequence = 'null', received_at: receivedAt = 'null', payload = '{}' } = Object.fromEntries(splitObject(line));
  const row: RawObject = splitObject(payload);
  const eventTime = takeSeconds(row);
  for (const [name, raw] of [
    ['sequence', sequence],
    ['receivedAt', receivedAt],
    ['eventTime', eventTime],
  ] as const) {
    const taken = row.get(name);
    if (taken !== undefined) row.set(`payload.${name}`, taken);
    row.set(name, raw);
  }
  return joinObject(row);
}

/** Takes `timestamp`, which is in seconds [D], out of the row, in milliseconds; what is no number stays where it was. */
function takeSeconds(row: RawObject): string {
  const raw = row.get('timestamp') ?? 'null';
  const text = isString(raw) ? decodeString(raw) : raw;
  const ms = isNumber(text) ? Math.round(Number(text) * 1000) : Number.NaN;
  if (!Number.isSafeInteger(ms)) return 'null';
  row.delete('timestamp');
  return String(ms);
}
