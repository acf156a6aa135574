import { type ConnectorError, configError } from '../airbyte/errors.ts';
import { REGION_URLS, type Region } from '../pendo/regions.ts';
import { parseAppIds } from './app-ids.ts';
import { parseBaseUrl } from './base-url.ts';
import { parseDay, refuseEndBeforeStart, refuseFutureStart } from './dates.ts';
import { parseIds } from './ids.ts';
import { parseInboxUrl } from './inbox-url.ts';
import type { Config, ExcludeList, Period, WebhooksConfig } from './types.ts';

/** A config that has passed spec.json: the schema has checked its types and filled in the defaults. */
export interface ValidConfig {
  readonly integration_key: string;
  readonly region: Region;
  readonly start_date: string;
  readonly end_date?: string;
  readonly period: Period;
  readonly app_ids?: string;
  readonly include_anonymous_visitors: boolean;
  readonly exclude_list: ExcludeList;
  readonly lookback_days: number;
  readonly history_check: boolean;
  readonly segment_ids?: string;
  readonly report_ids?: string;
  readonly advanced: {
    readonly max_concurrency: number;
    readonly page_size: number;
    readonly request_timeout_seconds: number;
    readonly window_days: number;
  };
  readonly webhooks: { readonly inbox_url?: string; readonly token?: string };
  readonly base_url?: string;
}

/** Checks what a schema cannot check, and builds the Config. Throws a config error for the first invalid value. */
export function toConfig(valid: ValidConfig, nowMs: number): Config {
  const startDate = parseDay('start_date', valid.start_date);
  refuseFutureStart(startDate, nowMs);
  // An end date in the future is valid: until then, syncs read up to the current time.
  const endDate = valid.end_date === undefined ? undefined : parseDay('end_date', valid.end_date);
  if (endDate !== undefined) refuseEndBeforeStart(startDate, endDate);
  return {
    integrationKey: valid.integration_key,
    region: valid.region,
    startDate,
    endDate,
    period: valid.period,
    appIds: parseAppIds(valid.app_ids),
    includeAnonymousVisitors: valid.include_anonymous_visitors,
    excludeList: valid.exclude_list,
    lookbackDays: valid.lookback_days,
    historyCheck: valid.history_check,
    segmentIds: parseIds(valid.segment_ids),
    reportIds: parseIds(valid.report_ids),
    maxConcurrency: valid.advanced.max_concurrency,
    pageSize: valid.advanced.page_size,
    requestTimeoutMs: valid.advanced.request_timeout_seconds * 1000,
    windowDays: valid.advanced.window_days,
    webhooks: parseWebhooks(valid.webhooks),
    baseUrl: valid.base_url === undefined ? REGION_URLS[valid.region] : parseBaseUrl(valid.base_url),
  };
}

/** Checked here because spec.json cannot: Airbyte's form enforces `required` even for an optional object left empty. */
function parseWebhooks({ inbox_url: url, token }: ValidConfig['webhooks']): WebhooksConfig | undefined {
  if (url === undefined && token === undefined) return undefined;
  if (url === undefined) throw halfOfWebhooks('webhooks.inbox_url is missing beside webhooks.token');
  if (token === undefined) throw halfOfWebhooks('webhooks.token is missing beside webhooks.inbox_url');
  return { inboxUrl: parseInboxUrl(url), token };
}

function halfOfWebhooks(fault: string): ConnectorError {
  return configError(`${fault}; fill in both, or leave both empty if you run no webhook receiver.`);
}
