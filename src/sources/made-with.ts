import type { StreamState } from '../airbyte/stream-state.ts';
import type { Config } from '../config/types.ts';
import { isObject } from '../utils/is-object.ts';

/** The part of the config that decides which rows a stream has. It is kept in the stream's state. */
export type MadeWith = Readonly<Record<string, unknown>>;

/** Without the scheme, because the same host returns the same rows over http and https. */
export function hostOf(config: Config): MadeWith {
  return { host: new URL(config.baseUrl).host };
}

/** Whether the state came from the same host. A state that does not say is trusted, as in `whyUnusable`. */
export function isOfHost(state: StreamState, { host }: MadeWith): boolean {
  return !isObject(state.made_with) || state.made_with.host === undefined || state.made_with.host === host;
}

export function appsOf(config: Config): MadeWith {
  return { app_ids: config.appIds ?? 'all' };
}

export function startOf(config: Config): MadeWith {
  return { start_date: config.startDate.text };
}

export function anonymousOf(config: Config): MadeWith {
  return { include_anonymous_visitors: config.includeAnonymousVisitors };
}

/** Returns why a state from another config does not cover what this config asks for, or undefined when it does. */
export function whyUnusable(state: StreamState, current: MadeWith): string | undefined {
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
