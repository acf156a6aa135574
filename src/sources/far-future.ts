import { HOUR_MS } from '../sync/lookback.ts';
import { timeText } from './bookmark.ts';
import type { ReaderInput } from './kind.ts';

/** A time beyond this is no clock that is a little fast. */
const FAR_FUTURE_MS = 36 * HOUR_MS;

/** Whether the state's cursor is so far ahead that nothing can be newer; then the log says so, for nothing is read. */
export function isFarFuture(input: ReaderInput, field: string, cursor: number | undefined, now: number): boolean {
  if (cursor === undefined || cursor <= now + FAR_FUTURE_MS) return false;
  input.log.warn(
    `${input.definition.name}: the "${field}" of the state is ${timeText(cursor)}, but it is ${timeText(now)} by Pendo's clock. Nothing is read until then. Reset this stream, unless you set that time on purpose.`,
  );
  return true;
}

/** When the last deep read began, if that can be: a time far ahead would put off the next one for as long. */
export function possibleDeepRead(input: ReaderInput, deepReadAt: number | undefined, now: number): number | undefined {
  if (deepReadAt === undefined || deepReadAt <= now + FAR_FUTURE_MS) return deepReadAt;
  input.log.warn(
    `${input.definition.name}: the "deep_read_at" of the state is ${timeText(deepReadAt)}, but it is ${timeText(now)} by Pendo's clock. All that may have changed lately is read again.`,
  );
  return undefined;
}
