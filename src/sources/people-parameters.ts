import { appIdParameter } from '../pendo/aggregation.ts';
import type { SourceInput } from './kind.ts';

/**
 * The parameters of the sources `visitors` and `accounts`. One client's test found that they do not depend on apps, but
 * another client, in production, found that visitors need an `appId` (evidence.md#people-by-app). `accounts` has no
 * anonymous rows to leave out.
 */
export function entityParameters(input: SourceInput, areVisitors: boolean): Readonly<Record<string, unknown>> {
  const allApps = { appId: appIdParameter(undefined) };
  // The name misleads: `identified: false` brings anonymous visitors *too* (evidence.md#identified-false).
  return areVisitors ? { ...allApps, identified: !input.config.includeAnonymousVisitors } : allApps;
}
