import type { EventPart, EventRequest } from '../../pendo/aggregation.ts';
import type { TimeWindow } from '../../sync/types.ts';
import type { WindowSizes } from '../../sync/window-queue.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import { timeText } from '../state-time.ts';
import type { EventsInput } from './input.ts';

const FIRST_WINDOW_MS = 7 * DAY_MS;

/** A visitor's browser stamps single events, and its clock may be fast. */
const FAST_CLOCK_MS = DAY_MS;

/** The field that places a row in time, in Pendo's spelling. */
function timeFieldOf(input: EventsInput): string {
  return input.source.kind === 'single_events' ? input.source.timeField : input.config.period;
}

/** The part of the configured days that can have events by now. */
export function configuredRange(input: EventsInput, { from, to }: TimeWindow, now: number): TimeWindow {
  const newest = input.source.kind === 'single_events' ? now + FAST_CLOCK_MS : now;
  return { from, to: Math.max(from, Math.min(newest, to)) };
}

/** The request for a part of a window of this stream's events. */
export function eventRequest(input: EventsInput, window: TimeWindow, part: EventPart): EventRequest {
  return {
    source: input.source.source,
    // Single events have no buckets: days only say where Pendo looks for them.
    period: input.source.kind === 'aggregated_events' ? input.config.period : ('day' as const),
    timeField: timeFieldOf(input),
    from: window.from,
    to: window.to,
    excludeList: input.config.excludeList,
    part,
  };
}

/** The name of the cursor's column. */
export function timeColumn(input: EventsInput): string {
  return input.source.kind === 'aggregated_events' ? input.config.period : (input.definition.cursor ?? '');
}

export function windowSizes(input: EventsInput): WindowSizes {
  const longest = input.config.windowDays * DAY_MS;
  return { first: Math.min(FIRST_WINDOW_MS, longest), longest, shortest: shortestMs(input) };
}

/** A bucket is never divided by time. Single events have a time in milliseconds. */
function shortestMs(input: EventsInput): number {
  if (input.source.kind === 'single_events') return 1;
  return input.config.period === 'hour' ? HOUR_MS : DAY_MS;
}

/** How much time each sync reads again. */
export function newestMs(input: EventsInput): number {
  const byDay = input.source.kind === 'aggregated_events' && input.config.period === 'day';
  return byDay ? 2 * DAY_MS : DAY_MS;
}

/** A window in a log line or an error. */
export function span(window: TimeWindow): string {
  return `from ${timeText(window.from)} to ${timeText(window.to)}`;
}
