import { isObject } from '../airbyte/catalog.ts';
import { configError } from '../airbyte/errors.ts';
import type { StreamState } from '../airbyte/messages.ts';
import type { Config } from '../config/types.ts';
import type { StreamDefinition } from '../streams/types.ts';

/** Rises when a state gets another shape; every older one is still read. */
export const STATE_VERSION = 1;

export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** A time in a state, in epoch milliseconds; undefined when absent. Throws a config error when it is no time. */
export function readTime(state: StreamState | undefined, field: string, stream: string): number | undefined {
  const value = state?.[field];
  if (value === undefined || value === null || value === '') return undefined;
  const ms = typeof value === 'string' && RFC_3339.test(value) ? Date.parse(value) : value;
  if (typeof ms !== 'number' || Number.isNaN(new Date(ms).getTime())) {
    throw configError(`The state of ${stream} holds a "${field}" that is no time; reset this stream.`);
  }
  return ms;
}

/** The part of the config that decides which rows a stream has; kept in its state. */
export type MadeWith = Readonly<Record<string, unknown>>;

export function madeWith(config: Config, definition: StreamDefinition): MadeWith {
  const { kind } = definition.source;
  // Without the scheme: another way to the same host brings the same rows.
  const host = { host: new URL(config.baseUrl).host };
  const apps = { app_ids: config.appIds ?? 'all' };
  const start = { start_date: config.startDate.text };
  const anonymous = { include_anonymous_visitors: config.includeAnonymousVisitors };
  switch (kind) {
    case 'aggregated_events':
      return { ...host, period: config.period, ...apps, ...start, exclude_list: config.excludeList };
    case 'single_events':
      return { ...host, ...apps, ...start, exclude_list: config.excludeList };
    case 'entities':
      return definition.source.anonymous ? { ...host, ...anonymous } : host;
    case 'visitor_history':
      return { ...host, ...start, ...anonymous };
    case 'list':
      return { ...host, ...apps };
    case 'metadata':
    case 'webhooks':
      return {};
  }
}

/** Why a state made with another config cannot vouch for what this config asks for; undefined when it can. */
export function whyNotVouched(state: StreamState, current: MadeWith): string | undefined {
  const before = isObject(state.made_with) ? state.made_with : {};
  for (const [property, value] of Object.entries(current)) {
    const reason = property in before ? whyWider(property, before[property], value) : undefined;
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function whyWider(property: string, before: unknown, now: unknown): string | undefined {
  if (JSON.stringify(before) === JSON.stringify(now)) return undefined;
  switch (property) {
    case 'start_date':
      return String(now) < String(before) ? `start_date is now ${now}, before it was ${before}` : undefined;
    case 'include_anonymous_visitors':
      return now === true ? 'include_anonymous_visitors was switched on' : undefined;
    case 'app_ids':
      return isWithin(now, before) ? undefined : 'app_ids names apps that were not read before';
    default:
      return `${property} is now ${String(now)}, before it was ${String(before)}`;
  }
}

function isWithin(now: unknown, before: unknown): boolean {
  if (before === 'all') return true;
  return Array.isArray(before) && Array.isArray(now) && now.every((app) => before.includes(app));
}
