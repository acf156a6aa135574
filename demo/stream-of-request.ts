import type { LoggedRequest } from '../emulator/index.ts';
import { PULL_STREAMS, pullFacts } from '../test/helpers/streams/index.ts';

/**
 * The stream for which the connector sent a request. The label of an aggregation begins with it; other requests have
 * their own path. Undefined for a request that belongs to no stream.
 */
export function streamOfRequest({ path, body }: Pick<LoggedRequest, 'path' | 'body'>): string | undefined {
  return labelOf(body) ?? PULL_STREAMS.find((name) => isAskedBy(pullFacts(name).asks.path, path));
}

function isAskedBy(pattern: string | RegExp | undefined, path: string): boolean {
  return typeof pattern === 'string' ? path.endsWith(pattern) : (pattern?.test(path) ?? false);
}

function labelOf(body: unknown): string | undefined {
  const name = memberOf(memberOf(body, 'request'), 'name');
  return typeof name === 'string' ? /^source-pendo ([a-z_]+)/.exec(name)?.[1] : undefined;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
