import type { Region } from '../pendo/regions.ts';

export type Period = 'day' | 'hour';
export type ExcludeList = 'apply' | 'ignore' | 'only';

/** A day without a time or a zone: it is meant in the subscription's time zone, which nobody tells us. */
export interface CalendarDay {
  /** `YYYY-MM-DD`. */
  readonly text: string;
  /** Epoch milliseconds of that day's midnight in UTC. */
  readonly utcMidnightMs: number;
}

/** Ids that the config names; `all` stands for `*`. */
export type Ids = 'all' | readonly string[];

/** Where the receiver of webhooks is, the command `listen`. */
export interface WebhooksConfig {
  /** The address to which `/feed` is added, without a slash at its end. */
  readonly inboxUrl: string;
  readonly token: string;
}

/** The config after every check: defaults filled in, dates parsed, app ids as numbers. */
export interface Config {
  readonly integrationKey: string;
  readonly region: Region;
  /** Scheme, host and port, without a path and without a slash at its end. */
  readonly baseUrl: string;
  readonly startDate: CalendarDay;
  readonly endDate: CalendarDay | undefined;
  readonly period: Period;
  /** In rising order, each once, so that the same apps written in another order are the same; undefined means every app. */
  readonly appIds: readonly number[] | undefined;
  readonly includeAnonymousVisitors: boolean;
  readonly excludeList: ExcludeList;
  readonly lookbackDays: number;
  /** Undefined when the stream of their members is not wanted. */
  readonly segmentIds: Ids | undefined;
  /** Undefined when the stream of their results is not wanted. */
  readonly reportIds: Ids | undefined;
  readonly maxConcurrency: number;
  readonly pageSize: number;
  readonly requestTimeoutMs: number;
  readonly windowDays: number;
  /** Undefined when no receiver runs: there are no webhook streams then. */
  readonly webhooks: WebhooksConfig | undefined;
}
