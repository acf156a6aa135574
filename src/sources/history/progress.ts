import type { StreamState } from '../../airbyte/stream-state.ts';
import type { StreamDefinition } from '../../streams/types.ts';
import { isObject } from '../../utils/is-object.ts';
import { asText } from '../aggregate-values.ts';
import { readTime, timeText } from '../state-time.ts';
import { type Position, utcDayOf } from './days.ts';

/** One pass over the days of `[from, to)`, which may take several syncs. Times in epoch milliseconds. */
export interface Reading {
  readonly from: number;
  readonly to: number;
  /** Whether it covers everything that may have changed since the last deep read. */
  readonly deep: boolean;
  readonly began: number;
  /** How far it has come; undefined at its beginning. */
  readonly position: Position | undefined;
}

/** How far the reading of visitor history has come; times in epoch milliseconds. */
export interface HistoryProgress {
  /** Everything before this was read once. */
  readonly end: number | undefined;
  /** When the last completed deep read began. */
  readonly deepReadAt: number | undefined;
  /** The reading that is under way, or broke off. The two times above do not include it. */
  readonly reading: Reading | undefined;
}

export function readHistoryProgress(state: StreamState | undefined, definition: StreamDefinition): HistoryProgress {
  const { name, cursor } = definition;
  const end = readTime(state, cursor ?? '', name);
  return {
    end: end === 0 ? undefined : end,
    deepReadAt: readTime(state, 'deep_read_at', name),
    reading: isObject(state?.resume) ? readReading(state.resume, name) : undefined,
  };
}

/** Returns undefined for a `resume` of version 0.1.0, which read the oldest day first: that day is then read again. */
function readReading(resume: StreamState, name: string): Reading | undefined {
  const time = (field: string) => readTime(resume, field, name);
  const [from, to, began, day] = [time('from'), time('to'), time('began'), time('day')];
  const after = asText(resume.after);
  if (from === undefined || to === undefined || began === undefined) return undefined;
  if (day === undefined || day !== utcDayOf(day) || after === undefined) return undefined;
  return { from, to, began, deep: resume.deep === true, position: { day, after } };
}

export function historyState(progress: HistoryProgress, definition: StreamDefinition): StreamState {
  const { end, deepReadAt, reading } = progress;
  return {
    [definition.cursor ?? '']: timeText(end ?? 0),
    ...(deepReadAt === undefined ? {} : { deep_read_at: timeText(deepReadAt) }),
    ...(reading?.position === undefined ? {} : { resume: resumeOf(reading, reading.position) }),
  };
}

function resumeOf({ from, to, began, deep }: Reading, { day, after }: Position): StreamState {
  return { from: timeText(from), to: timeText(to), began: timeText(began), deep, day: timeText(day), after };
}
