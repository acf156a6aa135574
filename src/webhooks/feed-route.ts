import { pipeline, Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { INBOX_ID_HEADER, LAST_SEQUENCE_HEADER } from './feed-headers.ts';
import type { FeedPart, InboxStore, KeptEvent } from './inbox.ts';
import type { ReceiverParts } from './receiver-parts.ts';
import { Refusal, unavailable } from './refusal.ts';
import { isSameSecret } from './signature.ts';
import { withTimeout } from './timeout.ts';

const DEFAULT_LIMIT = 1000;
const LARGEST_LIMIT = 10_000;
/** A page is read from the inbox in parts, so that a large one neither blocks the inbox nor fills the memory. */
const PART = { rows: 250, bytes: 512 * 1024 };
const INBOX_TIMEOUT_MS = 10_000;
/** A fast level, because the reader is usually close by and bandwidth is cheap. */
const GZIP_LEVEL = 3;
const WHOLE_NUMBER = /^(0|[1-9]\d{0,15})$/;

/**
 * `GET /feed`: the events after a sequence, one per line. A failing inbox gives 503 or an answer that breaks off, never
 * an empty page: a reader would take that for the end.
 */
export function feedRoute(app: FastifyInstance, { options, inbox, warnings }: ReceiverParts): void {
  app.get('/feed', async ({ headers, query }, reply) => {
    checkToken(headers.authorization, options.feedToken);
    const { after, limit } = parseQuery(query as Readonly<Record<string, unknown>>);
    // A reader that asks for events after a sequence has read up to it. Unread events are kept longer than read ones;
    // if this mark is lost, events only stay longer.
    if (after > 0) inbox.markRead(after).catch(() => {});
    const first = await readPart(inbox, after, limit).catch((error: unknown) => {
      warnings.warn('inbox', `The inbox cannot be read: ${error instanceof Error ? error.message : ''}.`);
      throw unavailable('unavailable', 'The inbox cannot be read now; try again.');
    });
    reply.type('application/x-ndjson').headers({
      [INBOX_ID_HEADER]: first.inboxId,
      [LAST_SEQUENCE_HEADER]: String(first.lastSequence),
      vary: 'accept-encoding',
    });
    if (first.events.length === 0) return reply.send(Buffer.alloc(0));
    const lines = Readable.from(feedLines(inbox, first, limit), { objectMode: false });
    if (!acceptsGzip(headers['accept-encoding'])) return reply.send(lines);
    const gzip = createGzip({ level: GZIP_LEVEL, flush: constants.Z_NO_FLUSH });
    // An error in `lines` destroys the compressor, which breaks the answer off.
    return reply.header('content-encoding', 'gzip').send(pipeline(lines, gzip, () => {}));
  });
}

function checkToken(authorization: string | undefined, expected: string): void {
  const given = /^Bearer +([!-~]+) *$/i.exec(authorization ?? '')?.[1];
  if (given !== undefined && isSameSecret(given, expected)) return;
  throw new Refusal({
    status: 401,
    reason: 'token',
    message: 'The token is missing or wrong.',
    headers: { 'www-authenticate': 'Bearer' },
  });
}

function parseQuery({ after, limit }: Readonly<Record<string, unknown>>): { after: number; limit: number } {
  return {
    after: wholeNumber('after', after ?? '0', { least: 0, most: Number.MAX_SAFE_INTEGER }),
    limit: wholeNumber('limit', limit ?? String(DEFAULT_LIMIT), { least: 1, most: LARGEST_LIMIT }),
  };
}

function wholeNumber(name: string, text: unknown, { least, most }: { least: number; most: number }): number {
  const number = typeof text === 'string' && WHOLE_NUMBER.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Refusal({
    status: 400,
    reason: 'bad_request',
    message: `The parameter ${name} must be a whole number from ${least} to ${most}.`,
  });
}

function readPart(inbox: InboxStore, after: number, rows: number): Promise<FeedPart> {
  return withTimeout(inbox.page(after, { ...PART, rows: Math.min(rows, PART.rows) }), INBOX_TIMEOUT_MS);
}

/** Stops at the last sequence that the answer's header names. Throws when another inbox takes over in between. */
async function* feedLines(inbox: InboxStore, first: FeedPart, limit: number): AsyncGenerator<string> {
  let left = limit;
  for (let part = first; ; part = await readPart(inbox, part.events.at(-1)?.sequence ?? 0, left)) {
    if (part.inboxId !== first.inboxId) throw new Error('another inbox is there');
    const events = part.events.filter(({ sequence }) => sequence <= first.lastSequence);
    if (events.length > 0) yield events.map(feedLine).join('');
    left -= events.length;
    if (left <= 0 || events.length < part.events.length || events.length === 0) return;
  }
}

function feedLine({ sequence, receivedAtMs, event, uniqueId, payload }: KeptEvent): string {
  const receivedAt = new Date(receivedAtMs).toISOString();
  return `{"sequence":${sequence},"received_at":"${receivedAt}","event":${event},"unique_id":${uniqueId},"payload":${payload}}\n`;
}

/** Whether the header names gzip with a weight above 0. */
function acceptsGzip(header: string | string[] | undefined): boolean {
  const offers = String(header ?? '')
    .toLowerCase()
    .split(',');
  return offers.some((offer) => /^\s*(x-)?gzip\s*(;|$)/.test(offer) && !/;\s*q=0(\.0*)?\s*$/.test(offer));
}
