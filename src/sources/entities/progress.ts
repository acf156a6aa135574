import type { StreamState } from '../../airbyte/stream-state.ts';
import type { StreamDefinition } from '../../streams/types.ts';
import { isObject } from '../../utils/is-object.ts';
import { readTime, timeText } from '../state-time.ts';

/** How far the reading of visitors or accounts has come; times in epoch milliseconds. */
export interface EntityProgress {
  /** All changes before this time were read; undefined before the first complete reading. */
  cursor: number | undefined;
  /** The last id of the current reading; undefined at its start. */
  after: string | number | undefined;
  /**
   * When the current reading began. Kept after a crash, because rows that changed since then may lie on pages already
   * read.
   */
  began: number;
  /** The latest change seen in the current reading. */
  latest: number;
}

export function readEntityProgress(
  state: StreamState | undefined,
  definition: StreamDefinition,
  now: number,
): EntityProgress {
  const cursor = readTime(state, definition.cursor ?? '', definition.name);
  const resume = isObject(state?.resume) ? state.resume : undefined;
  const after = resume?.after;
  const isResumed = typeof after === 'string' || typeof after === 'number';
  return {
    cursor: cursor === 0 ? undefined : cursor,
    after: isResumed ? after : undefined,
    began: (isResumed ? readTime(resume, 'began', definition.name) : undefined) ?? now,
    latest: (isResumed ? readTime(resume, 'latest', definition.name) : undefined) ?? 0,
  };
}

/** The state always has the cursor field. Before the first complete reading it holds the epoch. */
export function entityState(progress: EntityProgress, definition: StreamDefinition, idField: string): StreamState {
  const cursor = { [definition.cursor ?? '']: timeText(progress.cursor ?? 0) };
  if (progress.after === undefined) return cursor;
  const { after, began, latest } = progress;
  return { ...cursor, resume: { after, by: idField, began: timeText(began), latest: timeText(latest) } };
}
