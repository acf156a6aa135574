import type { StreamState } from '../airbyte/stream-state.ts';
import type { StreamContext } from '../sync/types.ts';
import { isObject } from '../utils/is-object.ts';
import { HOUR_MS } from '../utils/time.ts';
import type { SourceInput } from './kind.ts';
import { whyUnusable } from './made-with.ts';
import { type MetadataMarks, metadataMarks } from './metadata-marks.ts';
import { readTime, timeText } from './state-time.ts';

/** Rises when a state gets another shape; every older one is still read. */
const STATE_VERSION = 1;

/** A time beyond this is no clock that is a little fast. */
const FAR_FUTURE_MS = 36 * HOUR_MS;

/** More names than these are not read in a log. */
const SHOWN_NAMES = 10;

/** Where a stream stands, and how it says so. */
export interface Bookmark {
  /** The state to go on from; undefined when everything is to be read. */
  readonly state: StreamState | undefined;
  /** Vouches that everything up to this state was emitted; adds what the next sync needs in order to trust it. */
  save(state: StreamState): Promise<void>;
}

/** The state as far as it can be trusted with this config and catalog; a log line says when and why it cannot. */
export function openBookmark(input: SourceInput, context: StreamContext): Bookmark {
  const { dependsOn, log, state } = input;
  const marks = metadataMarks(input);
  const made = marks === undefined ? dependsOn : { ...dependsOn, metadata: marks.text };
  const save = (next: StreamState) => context.checkpoint({ ...next, made_with: made, version: STATE_VERSION });
  const reason = state === undefined ? undefined : (whyUnusable(state, dependsOn) ?? whyNewMetadata(state, marks));
  if (reason === undefined) return { state, save };
  log.info(`${input.definition.name}: reading everything again, because ${reason}.`);
  return { state: undefined, save };
}

/** Rows that did not change since would keep the spelling of the older catalog. Version 0.1.0 did not keep the marks: it is trusted. */
function whyNewMetadata(state: StreamState, marks: MetadataMarks | undefined): string | undefined {
  const before = isObject(state.made_with) ? state.made_with.metadata : undefined;
  if (marks === undefined || typeof before !== 'string') return undefined;
  const names = marks.missingIn(before);
  if (names.length === 0) return undefined;
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  return `the schema has metadata groups or time fields that it had not before: ${names.slice(0, SHOWN_NAMES).join(', ')}${more}`;
}

/** A bookmark whose cursor is a time. */
export interface TimeBookmark extends Bookmark {
  /** Everything before this was read, in epoch milliseconds; undefined when everything is to be read. */
  readonly cursor: number | undefined;
  /** When this reading began, by Pendo's clock. */
  readonly began: number;
}

/**
 * Opens the bookmark of a stream whose state holds a time as `field`. Undefined when that time is so far ahead that nothing
 * can be newer: the state is then saved as it is, and the log says so.
 */
export async function openTimeBookmark(
  input: SourceInput,
  context: StreamContext,
  field: string,
): Promise<TimeBookmark | undefined> {
  const { state, save } = openBookmark(input, context);
  const cursor = readTime(state, field, input.definition.name);
  const began = input.client.now();
  if (cursor === undefined || !isFarFuture(input, field, cursor, began)) return { state, save, cursor, began };
  await save({ ...state, [field]: timeText(cursor) });
  return undefined;
}

/** Whether the state's cursor is so far ahead that nothing can be newer; then the log says so, for nothing is read. */
export function isFarFuture(input: SourceInput, field: string, cursor: number | undefined, now: number): boolean {
  if (cursor === undefined || cursor <= now + FAR_FUTURE_MS) return false;
  input.log.warn(
    `${input.definition.name}: the "${field}" of the state is ${timeText(cursor)}, but it is ${timeText(now)} by Pendo's clock. Nothing is read until then. Reset this stream, unless you set that time on purpose.`,
  );
  return true;
}

/** When the last deep read began, if that can be: a time far ahead would put off the next one for as long. */
export function possibleDeepRead(input: SourceInput, deepReadAt: number | undefined, now: number): number | undefined {
  if (deepReadAt === undefined || deepReadAt <= now + FAR_FUTURE_MS) return deepReadAt;
  input.log.warn(
    `${input.definition.name}: the "deep_read_at" of the state is ${timeText(deepReadAt)}, but it is ${timeText(now)} by Pendo's clock. All that may have changed lately is read again.`,
  );
  return undefined;
}
