import { aggregate } from '../aggregation/aggregation.ts';
import type { Context } from '../aggregation/context.ts';
import { type Answer, textAnswer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import { Refusal } from '../http/refusal.ts';
import { refuseLacking } from '../products.ts';
import type { Endpoint } from './endpoint.ts';
import { guideVersions } from './guide-versions.ts';
import { visitorHistory } from './history.ts';
import {
  getBulkDeletion,
  getSegment,
  getServer,
  listBulkDeletions,
  listExcluded,
  listReports,
  listSegments,
  listServers,
} from './lists.ts';
import { metadataSchema, verifyToken } from './metadata.ts';
import { listObjects } from './objects.ts';
import { getAccount, getVisitor } from './people.ts';
import { reportResults } from './report-results.ts';

interface Route {
  readonly method: 'GET' | 'POST';
  /** The path segments after `/api/v1`; `:` matches any one segment. */
  readonly segments: readonly string[];
  readonly endpoint: Endpoint;
}

const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    segments: ['aggregation'],
    endpoint: (context, { body, query }) => aggregate(context, body, query),
  },
  { method: 'GET', segments: ['page'], endpoint: listObjects('pages') },
  { method: 'GET', segments: ['feature'], endpoint: listObjects('features') },
  { method: 'GET', segments: ['tracktype'], endpoint: listObjects('trackTypes') },
  { method: 'GET', segments: ['guide'], endpoint: listObjects('guides') },
  { method: 'GET', segments: ['guide', ':', 'history'], endpoint: guideVersions },
  { method: 'GET', segments: ['segment'], endpoint: listSegments },
  { method: 'GET', segments: ['segment', ':'], endpoint: getSegment },
  { method: 'GET', segments: ['report'], endpoint: listReports },
  { method: 'GET', segments: ['report', ':', 'results.json'], endpoint: reportResults },
  { method: 'GET', segments: ['blacklist'], endpoint: listExcluded },
  { method: 'GET', segments: ['blacklist', 'type', ':'], endpoint: listExcluded },
  { method: 'GET', segments: ['servername'], endpoint: listServers },
  { method: 'GET', segments: ['servername', 'flag', ':'], endpoint: listServers },
  { method: 'GET', segments: ['servername', ':'], endpoint: getServer },
  { method: 'GET', segments: ['bulkdelete'], endpoint: listBulkDeletions },
  { method: 'GET', segments: ['bulkdelete', ':'], endpoint: getBulkDeletion },
  { method: 'GET', segments: ['visitor', ':', 'history'], endpoint: visitorHistory },
  { method: 'GET', segments: ['visitor', ':'], endpoint: getVisitor },
  { method: 'GET', segments: ['account', ':'], endpoint: getAccount },
  { method: 'GET', segments: ['metadata', 'schema', ':'], endpoint: metadataSchema },
  { method: 'GET', segments: ['token', 'verify'], endpoint: verifyToken },
];

/**
 * Finds the route of a request and answers it, or 404 for any other path or method (evidence.md#unknown-path).
 * The path is split before it is decoded, so that an id may contain an encoded slash.
 */
export function answerRequest(context: Context, incoming: Incoming): Answer {
  const [api, version, ...segments] = incoming.segments;
  const route = ROUTES.find((known) => known.method === incoming.method && matchesRoute(known.segments, segments));
  if (api !== 'api' || version !== 'v1' || route === undefined) return textAnswer(404, 'not found');
  refuseLacking(context.behaviour, `${route.method} ${route.segments.join('/')}`);
  const parameters = segments
    .filter((_, at) => route.segments[at] === ':')
    .map((segment) => decoded(segment, incoming));
  return route.endpoint(context, incoming, parameters);
}

function matchesRoute(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.length === segments.length && pattern.every((name, at) => matchesSegment(name, segments[at] ?? ''));
}

function matchesSegment(name: string, segment: string): boolean {
  return name === ':' ? segment !== '' : name === segment;
}

/**
 * Decodes percent-encoding, or `b64_` and URL-safe base64 if the header announces it (evidence.md#base64-ids).
 */
function decoded(segment: string, { headers }: Incoming): string {
  if (segment.startsWith('b64_') && headers['x-pendo-base64-encoded-params'] === 'true') {
    return Buffer.from(segment.slice('b64_'.length), 'base64url').toString('utf8');
  }
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, 'path is not percent-encoded UTF-8');
  }
}
