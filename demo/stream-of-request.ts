import type { LoggedRequest } from '../emulator/emulator.ts';

const STREAM_OF_PATH: readonly (readonly [path: RegExp, stream: string])[] = [
  [/\/page$/, 'pages'],
  [/\/feature$/, 'features'],
  [/\/tracktype$/, 'track_types'],
  [/\/guide$/, 'guides'],
  [/\/metadata\/schema\/visitor$/, 'metadata_visitors'],
  [/\/metadata\/schema\/account$/, 'metadata_accounts'],
  [/\/visitor\/[^/]+\/history$/, 'visitor_history'],
];

/**
 * The stream for which the connector sent a request: an aggregation begins its label with it, others have a path of their
 * own. Undefined for a request that is for no stream.
 */
export function streamOfRequest({ path, body }: Pick<LoggedRequest, 'path' | 'body'>): string | undefined {
  return labelOf(body) ?? STREAM_OF_PATH.find(([pattern]) => pattern.test(path))?.[1];
}

function labelOf(body: unknown): string | undefined {
  const name = memberOf(memberOf(body, 'request'), 'name');
  return typeof name === 'string' ? /^source-pendo ([a-z_]+)/.exec(name)?.[1] : undefined;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
