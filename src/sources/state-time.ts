import { configError } from '../airbyte/errors.ts';
import type { StreamState } from '../airbyte/stream-state.ts';

export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads a time from a state, in epoch milliseconds; undefined when absent. Throws a config error when it is not a time.
 */
export function readTime(state: StreamState | undefined, field: string, stream: string): number | undefined {
  const value = state?.[field];
  if (value === undefined || value === null || value === '') return undefined;
  const ms = typeof value === 'string' && RFC_3339.test(value) ? Date.parse(value) : value;
  if (typeof ms !== 'number' || Number.isNaN(new Date(ms).getTime())) {
    throw configError(`The state of ${stream} holds a "${field}" that is no time; reset this stream.`);
  }
  return ms;
}
