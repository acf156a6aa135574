import type { StreamState } from '../../airbyte/stream-state.ts';
import type { StreamDefinition } from '../../streams/types.ts';
import { isObject } from '../../utils/is-object.ts';
import { asId } from '../aggregate-values.ts';
import { readTime, timeText } from '../state-time.ts';

/** How far the reading of visitor history has come; times in epoch milliseconds. */
export interface HistoryProgress {
  /** Everything before this was read once. */
  end: number | undefined;
  /** When the last completed deep read began. */
  deepReadAt: number | undefined;
  /** The day under way and the last visitor of it that was read. */
  resume: { readonly day: number; readonly visitorId: string | number } | undefined;
}

export function readHistoryProgress(state: StreamState | undefined, definition: StreamDefinition): HistoryProgress {
  const { name, cursor } = definition;
  const resume = isObject(state?.resume) ? state.resume : undefined;
  const day = readTime(resume, 'day', name);
  const visitorId = asId(resume?.after);
  const end = readTime(state, cursor ?? '', name);
  return {
    end: end === 0 ? undefined : end,
    deepReadAt: readTime(state, 'deep_read_at', name),
    resume: day !== undefined && visitorId !== undefined ? { day, visitorId } : undefined,
  };
}

export function historyState(progress: HistoryProgress, definition: StreamDefinition): StreamState {
  const { end, deepReadAt, resume } = progress;
  return {
    [definition.cursor ?? '']: timeText(end ?? 0),
    ...(deepReadAt === undefined ? {} : { deep_read_at: timeText(deepReadAt) }),
    ...(resume === undefined ? {} : { resume: { day: timeText(resume.day), after: resume.visitorId } }),
  };
}
