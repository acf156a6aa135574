import type { Region } from '../pendo/regions.ts';

export type Period = 'day' | 'hour';
export type ExcludeList = 'apply' | 'ignore' | 'only';

/** A day without a time zone. It means a day in the subscription's time zone. */
export interface CalendarDay {
  /** `YYYY-MM-DD`. */
  readonly text: string;
  /** Epoch milliseconds of that day's midnight in UTC. */
  readonly utcMidnightMs: number;
}

/** Ids that the config names; `all` stands for `*`. */
export type Ids = 'all' | readonly string[];

/** How to reach the webhook receiver, which is the command `listen`. */
export interface WebhooksConfig {
  /** The address to which `/feed` is added, without a trailing slash. */
  readonly inboxUrl: string;
  readonly token: string;
}

/** The config after all checks, with defaults filled in, dates parsed and app ids as numbers. */
export interface Config {
  readonly integrationKey: string;
  readonly region: Region;
  /** Scheme, host and port, without a path or a trailing slash. */
  readonly baseUrl: string;
  readonly startDate: CalendarDay;
  readonly endDate: CalendarDay | undefined;
  readonly period: Period;
  /**
   * Ascending and without duplicates, so that the same apps in another order compare equal. Undefined means every app.
   */
  readonly appIds: readonly number[] | undefined;
  readonly includeAnonymousVisitors: boolean;
  readonly excludeList: ExcludeList;
  readonly lookbackDays: number;
  /** Whether days that changed long ago are found by Pendo's own counts and read again. */
  readonly historyCheck: boolean;
  /** Undefined when the stream of their members is not wanted. */
  readonly segmentIds: Ids | undefined;
  /** Undefined when the stream of their results is not wanted. */
  readonly reportIds: Ids | undefined;
  readonly maxConcurrency: number;
  readonly pageSize: number;
  readonly requestTimeoutMs: number;
  readonly windowDays: number;
  /** Undefined when no receiver is configured; there are no webhook streams then. */
  readonly webhooks: WebhooksConfig | undefined;
}
