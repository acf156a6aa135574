import type { StreamState } from '../airbyte/stream-state.ts';
import type { StreamContext } from '../sync/types.ts';
import { isObject } from '../utils/is-object.ts';
import { HOUR_MS } from '../utils/time.ts';
import type { SourceInput } from './kind.ts';
import { whyUnusable } from './made-with.ts';
import { type MetadataMarks, metadataMarks } from './metadata-marks.ts';
import { readTime, timeText } from './state-time.ts';

/** Raised when the shape of a state changes. Every older version can still be read. */
const STATE_VERSION = 1;

/** A time further ahead cannot come from a clock that is a little fast. */
const FAR_FUTURE_MS = 36 * HOUR_MS;

/** A log line lists no more names than this. */
const SHOWN_NAMES = 10;

/** The state of one stream: where the last sync stopped, and how this sync saves its own progress. */
export interface Bookmark {
  /** The state to continue from; undefined when everything must be read. */
  readonly state: StreamState | undefined;
  /** Emits a state. Everything up to it must have been emitted. Adds what the next sync needs in order to trust it. */
  save(state: StreamState): Promise<void>;
}

/**
 * Opens the state. When this config or catalog makes it unusable, the stream is read from the start, and a log line
 * says why.
 */
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

/**
 * Unchanged rows would otherwise keep the types of the older catalog. States of version 0.1.0 hold no marks and are
 * trusted.
 */
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
  /** Everything before this time was read; epoch milliseconds. Undefined when everything must be read. */
  readonly cursor: number | undefined;
  /** When this reading began, by Pendo's clock. */
  readonly began: number;
}

/**
 * Opens the bookmark of a stream whose state holds a time in `field`. Returns undefined when that time is so far in the
 * future that nothing can be newer. Then the state is saved unchanged, and the log says so.
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

/** Whether the cursor is so far in the future that nothing can be newer. If so, the log says why nothing is read. */
export function isFarFuture(input: SourceInput, field: string, cursor: number | undefined, now: number): boolean {
  if (cursor === undefined || cursor <= now + FAR_FUTURE_MS) return false;
  input.log.warn(
    `${input.definition.name}: the "${field}" of the state is ${timeText(cursor)}, but it is ${timeText(now)} by Pendo's clock. Nothing is read until then. Reset this stream, unless you set that time on purpose.`,
  );
  return true;
}

/**
 * When the last deep read began. A time far in the future is ignored, since it would delay the next deep read until
 * then.
 */
export function possibleDeepRead(input: SourceInput, deepReadAt: number | undefined, now: number): number | undefined {
  if (deepReadAt === undefined || deepReadAt <= now + FAR_FUTURE_MS) return deepReadAt;
  input.log.warn(
    `${input.definition.name}: the "deep_read_at" of the state is ${timeText(deepReadAt)}, but it is ${timeText(now)} by Pendo's clock. All that may have changed lately is read again.`,
  );
  return undefined;
}
