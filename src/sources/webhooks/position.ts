import { createHash } from 'node:crypto';
import { configError } from '../../airbyte/errors.ts';
import type { StreamState } from '../../airbyte/stream-state.ts';
import type { FeedPage } from '../../webhooks/feed-client.ts';

/** How far the feed was read, and from which inbox. */
export interface FeedPosition {
  /** The sequence of the last event taken; 0 before the first. */
  readonly sequence: number;
  readonly inbox: string | undefined;
  /** The id of that event; undefined when the event is gone or an older version wrote the state. */
  readonly uniqueId: string | undefined;
}

/** What the feed tells about an event besides its payload. */
export interface FeedEvent {
  readonly sequence: number;
  readonly uniqueId: string;
}

/**
 * Returns why a page does not continue from the reader's position, or undefined when it does. An inbox restored from a
 * backup, or a database after a failover, uses sequences again under the same id. Then another event has the reader's
 * sequence, or the inbox ends before it.
 */
export function whyAnotherInbox(
  position: FeedPosition,
  { inboxId, lastSequence }: Pick<FeedPage, 'inboxId' | 'lastSequence'>,
  first: FeedEvent | undefined,
): string | undefined {
  const { sequence, inbox, uniqueId } = position;
  if (sequence === 0) return undefined;
  if (inbox !== undefined && inboxId !== undefined && inbox !== inboxId) return 'the receiver has a new inbox';
  if (lastSequence !== undefined && lastSequence < sequence) return "the receiver's inbox is an older one";
  const isOther = first?.sequence === sequence && uniqueId !== undefined && comparableId(first.uniqueId) !== uniqueId;
  return isOther ? "the receiver's inbox is an older one that has taken other events since" : undefined;
}

/**
 * The id in a form that a state can hold. PostgreSQL, where Airbyte keeps states, accepts neither NUL nor half of a
 * surrogate pair.
 */
export function comparableId(uniqueId: string): string {
  if (uniqueId.isWellFormed() && !uniqueId.includes('\0')) return uniqueId;
  return `sha256-of-json:${createHash('sha256').update(JSON.stringify(uniqueId)).digest('hex')}`;
}

/** Reads states of every version. */
export function readPosition(state: StreamState | undefined, stream: string): FeedPosition {
  const sequence = Number(state?.sequence ?? 0);
  if (!Number.isInteger(sequence) || sequence < 0) {
    throw configError(`The state of ${stream} holds a "sequence" that is no whole number; reset this stream.`);
  }
  return {
    sequence: Math.min(sequence, Number.MAX_SAFE_INTEGER),
    inbox: textOf(state?.inbox),
    uniqueId: textOf(state?.unique_id),
  };
}

export function positionState({ sequence, inbox, uniqueId }: FeedPosition): StreamState {
  return {
    sequence,
    ...(inbox === undefined ? {} : { inbox }),
    ...(uniqueId === undefined ? {} : { unique_id: uniqueId }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
