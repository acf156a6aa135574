import type { LoggedRequest } from '../emulator/index.ts';
import { STREAMS } from '../src/streams/index.ts';
import type { StreamSource } from '../src/streams/types.ts';

/** A line of the connector's log, which it writes just before it sends a request. */
export interface Asked {
  /** Undefined for requests for no stream, such as the check of the key. */
  readonly stream: string | undefined;
  /** What stands behind the stream, such as `(list of reports)`. */
  readonly about: string;
}

/** One request of a sync, as the emulated Pendo saw it. Times are those of the real clock, in epoch milliseconds. */
export interface StreamRequest {
  readonly stream: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Refused with an error status, or the connection broke before the end of the answer. */
  readonly failed: boolean;
  /** Requests that ask for the same have the same text. */
  readonly question: string;
}

/**
 * Finds the stream of each request, and leaves out those for no stream. The bodies of aggregations name it. Several
 * streams ask for the same path: such a request belongs to the oldest line that can be about it and has no request yet.
 * Throws if there is none.
 */
export function requestsByStream(asked: readonly Asked[], logged: readonly LoggedRequest[]): StreamRequest[] {
  const open = asked.filter(({ stream }) => stream !== undefined);
  return logged.flatMap((request) => {
    const stream = isAggregation(request) ? streamNamed(request) : streamOfPath(open, request);
    return stream === undefined ? [] : [streamRequest(stream, request)];
  });
}

function isAggregation({ path }: LoggedRequest): boolean {
  return path.endsWith('/aggregation');
}

const SOURCES: ReadonlyMap<string, StreamSource> = new Map(STREAMS.map(({ name, source }) => [name, source]));
/** What stands behind the stream is no part of its name. */
const NAME = /^source-pendo (\w+)/;

function streamNamed({ body }: LoggedRequest): string | undefined {
  const name = (body as { request?: { name?: unknown } } | undefined)?.request?.name;
  const stream = NAME.exec(String(name))?.[1] ?? '';
  return SOURCES.has(stream) ? stream : undefined;
}

const FOR_NO_STREAM = '/token/verify';

function streamOfPath(open: Asked[], { path }: LoggedRequest): string | undefined {
  if (path.endsWith(FOR_NO_STREAM)) return undefined;
  const index = open.findIndex((line) => pathOf(line)?.test(path.replace('/api/v1/', '')));
  if (index < 0) throw new Error(`The log tells of no request for ${path}.`);
  return open.splice(index, 1)[0]?.stream;
}

/** The path of the request that a line is about, if it is a GET. */
function pathOf({ stream = '', about }: Asked): RegExp | undefined {
  const source = SOURCES.get(stream);
  const isList = about.includes('(list of ');
  switch (source?.kind) {
    case 'list':
      return 'path' in source.request ? new RegExp(`^${source.request.path}$`) : undefined;
    case 'items':
      return new RegExp(`^${source.path}$`);
    case 'metadata':
      return new RegExp(`^metadata/schema/${source.metadataKind}$`);
    case 'users':
      // `(track types)` is `tracktype`.
      return new RegExp(`^${about.replace(/\W/g, '').replace(/s$/, '')}$`);
    case 'guide_versions':
      return isList ? /^guide$/ : /^guide\/[^/]+\/history$/;
    case 'report_results':
      return isList ? /^report$/ : /^report\/[^/]+\/results\.json$/;
    case 'segment_members':
      return isList ? /^segment$/ : /^segment\/[^/]+$/;
    case 'visitor_history':
      return isList ? undefined : /^visitor\/[^/]+\/history$/;
    default:
      return undefined;
  }
}

function streamRequest(stream: string, request: LoggedRequest): StreamRequest {
  const { method, path, query, body, startedAt, endedAt = startedAt, status = 0, complete } = request;
  return {
    stream,
    startedAtMs: startedAt,
    endedAtMs: endedAt,
    failed: !complete || status < 200 || status > 299,
    question: JSON.stringify([method, path, query, body]),
  };
}
