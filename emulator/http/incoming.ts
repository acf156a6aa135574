import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request that has been read. `body` is the parsed JSON, or undefined if there is no body or it is not JSON. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: string;
  readonly body: unknown;
  /** The source of an aggregation, even if the rest of the body is not valid. */
  readonly source: string | undefined;
}

/**
 * Reads the whole body, since queries are small. Does not decode the path, because an id may contain an encoded slash.
 */
export async function readIncoming(request: IncomingMessage): Promise<Incoming> {
  const url = request.url ?? '/';
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const rawBody = await readBody(request);
  const body = parseJson(rawBody);
  return {
    method: request.method ?? 'GET',
    path,
    segments: path.split('/').slice(1),
    query: Object.fromEntries(new URLSearchParams(queryAt === -1 ? '' : url.slice(queryAt + 1))),
    headers: request.headers,
    rawBody,
    body,
    source: path.endsWith('/aggregation') ? sourceName(body) : undefined,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sourceName(body: unknown): string | undefined {
  return sourceOfPipeline(field(field(body, 'request'), 'pipeline'));
}

/** If there are several branches, takes the source of the first. */
function sourceOfPipeline(pipeline: unknown): string | undefined {
  const head = Array.isArray(pipeline) ? pipeline[0] : undefined;
  const branches = field(head, 'spawn');
  if (Array.isArray(branches)) return sourceOfPipeline(branches[0]);
  const source = field(head, 'source');
  if (typeof source !== 'object' || source === null) return undefined;
  return Object.keys(source).find((name) => name !== 'timeSeries');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
