import { createHash } from 'node:crypto';
import { configError } from '../../airbyte/errors.ts';
import type { StreamState } from '../../airbyte/stream-state.ts';
import type { FeedPage } from '../../webhooks/feed-client.ts';

/** How far the feed was read, and in which inbox. */
export interface FeedPosition {
  /** The last event that was taken; 0 when none was. */
  readonly sequence: number;
  readonly inbox: string | undefined;
  /** Id of that event; undefined where nobody knows it: it has gone, or an older version wrote the state. */
  readonly uniqueId: string | undefined;
}

/** What the feed says of an event beside its payload. */
export interface FeedEvent {
  readonly sequence: number;
  readonly uniqueId: string;
}

/**
 * Why a page does not go on where the reader stands; undefined when it does. An inbox that was restored from a backup, or a
 * database that failed over, gives sequences out again under the same id: then another event stands at the reader's sequence,
 * or the inbox does not reach so far.
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

/** The id as a state can hold it: PostgreSQL, where Airbyte keeps states, takes neither NUL nor half of a surrogate pair. */
export function comparableId(uniqueId: string): string {
  if (uniqueId.isWellFormed() && !uniqueId.includes('\0')) return uniqueId;
  return `sha256-of-json:${createHash('sha256').update(JSON.stringify(uniqueId)).digest('hex')}`;
}

/** Reads what any version has written. */
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
