import { appIdParameter } from '../pendo/aggregation.ts';
import type { SourceInput } from './kind.ts';

/**
 * The parameters of the sources `visitors` and `accounts`. They do not depend on apps [V, TAP's own test], but one
 * production client found that visitors need an `appId` [V*, EST]; `accounts` has no anonymous rows to leave out.
 */
export function entityParameters(input: SourceInput, areVisitors: boolean): Readonly<Record<string, unknown>> {
  const allApps = { appId: appIdParameter(undefined) };
  // The name misleads: `identified: false` brings anonymous visitors *too* [V, TAP].
  return areVisitors ? { ...allApps, identified: !input.config.includeAnonymousVisitors } : allApps;
}
