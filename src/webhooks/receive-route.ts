import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { parseBody } from './body.ts';
import type { Appended } from './inbox.ts';
import { createBodyBudget, readBody } from './read-body.ts';
import type { ReceiverParts } from './receiver-parts.ts';
import { Refusal, unavailable } from './refusal.ts';
import { isSigned, signatureRules } from './signature.ts';

const NOTHING: Appended = { stored: 0, duplicates: 0, conflicts: 0 };
/** The last millisecond that RFC 3339 can express. A clock beyond it is wrong anyway. */
const LAST_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** `POST /pendo`: an event is verified, parsed and stored before it is acknowledged. */
export function receiveRoute(app: FastifyInstance, parts: ReceiverParts): void {
  const { options, commits, metrics, log, now } = parts;
  const rules = signatureRules(options.secrets, options.allowUnsigned);
  const limits = { maxBytes: options.maxBodyBytes, budget: createBodyBudget(options.maxBodyBytes) };

  app.post('/pendo', async ({ raw }, reply) => {
    const receivedAtMs = Math.min(Math.max(now(), 0), LAST_TIME_MS);
    const body = await readBody(raw, limits);
    try {
      checkSignature(body.bytes, raw.headers);
      checkEncoding(raw.headers);
      const { events, pings } = parseBody(body.bytes, receivedAtMs);
      if (pings > 0) answerPings(pings);
      const result = events.length === 0 ? NOTHING : await commits.append(events).catch(notKept);
      metrics.appended(result);
      const { stored, duplicates } = result;
      return reply.header('content-type', 'application/json').send(`{"stored":${stored},"duplicates":${duplicates}}`);
    } finally {
      body.release();
    }
  });

  function answerPings(pings: number): void {
    metrics.pings(pings);
    log.info("Pendo's settings page has sent its test (ping), and it was answered.");
  }

  function checkSignature(body: Uint8Array, headers: IncomingHttpHeaders): void {
    const signature = headers['x-pendo-signature'];
    // A header that comes twice is joined, and the result is never a valid signature.
    if (isSigned(body, Array.isArray(signature) ? signature.join() : signature, rules)) return;
    throw new Refusal({ status: 401, reason: 'signature', message: 'The signature is missing or wrong.' });
  }

  function notKept(error: unknown): never {
    const reason = error instanceof Error ? error.message : '';
    parts.warnings.warn('inbox', `The inbox could not keep an event: ${reason}.`);
    throw unavailable('unavailable', 'The event cannot be kept now; try again.');
  }
}

/** Any content type is accepted, but no content encoding: the receiver does not decompress. */
function checkEncoding(headers: IncomingHttpHeaders): void {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding.trim() === '' || encoding.trim().toLowerCase() === 'identity') return;
  throw new Refusal({
    status: 415,
    reason: 'content_encoding',
    message: 'A body with a Content-Encoding is not taken.',
  });
}
