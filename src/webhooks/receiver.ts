import type { Socket } from 'node:net';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { feedRoute } from './feed-route.ts';
import { createParserRefusals, type ParserRefusals } from './parser-refusals.ts';
import { receiveRoute } from './receive-route.ts';
import type { ReceiverParts } from './receiver-parts.ts';
import { Refusal, unavailable } from './refusal.ts';
import { serviceRoutes } from './service-routes.ts';

const MAX_CONNECTIONS = 1000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
const TIMEOUT_CHECK_MS = 1000;
/** Closes a connection on which neither side sends anything in the middle of a request or an answer. */
const SILENCE_TIMEOUT_MS = 60_000;

/** Creates the HTTP server with all its routes, not yet listening. It counts each refusal and answers it with JSON. */
export function createReceiver(parts: ReceiverParts): FastifyInstance {
  const parser = createParserRefusals(parts);
  const refuse = refusing(parts, parser);
  const app = Fastify({
    connectionTimeout: SILENCE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: parts.options.keepAliveSeconds * 1000,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      requireHostHeader: false,
    },
    routerOptions: { ignoreTrailingSlash: true },
    exposeHeadRoutes: false,
    return503OnClosing: false,
    frameworkErrors: refuse,
    clientErrorHandler: parser.answer,
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  app.server.on('drop', parser.tooMany);
  app.server.on('connect', (_request, socket) => parser.answer(new Error('CONNECT'), socket as Socket));
  // Ignore unknown Expect headers instead of answering 417: the event matters more.
  app.server.on('checkExpectation', (request, response) => app.routing(request, response));
  readBodiesInRoutes(app);
  app.setErrorHandler(refuse);
  refuseWhileClosing(app);
  refuseOtherMethods(app);
  receiveRoute(app, parts);
  feedRoute(app, parts);
  serviceRoutes(app, parts);
  return app;
}

/** The routes read the raw bytes themselves. Hides the content type from fastify, which rejects a malformed one. */
function readBodiesInRoutes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.addHook('onRequest', (request, _reply, done) => {
    delete request.raw.headers['content-type'];
    done();
  });
}

function refusing({ metrics, log, warnings }: ReceiverParts, parser: ParserRefusals) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = error instanceof Refusal ? error : frameworkRefusal(error);
    if (refusal === undefined) {
      log.error(`Answering ${request.method} failed: ${error.message}`);
      return reply.code(500).send({ error: 'The receiver failed with an unexpected error.' });
    }
    if (!parser.hasAnswered(request.raw.socket)) metrics.refused(refusal.reason);
    warnings.warn(refusal.reason, `Refused a request (HTTP ${refusal.status}): ${refusal.message}`);
    return reply.code(refusal.status).headers(refusal.headers).send({ error: refusal.message });
  };
}

/** Turns fastify's own 4xx errors, such as a URL that cannot be decoded, into a Refusal; undefined for other errors. */
function frameworkRefusal(error: FastifyError | Error): Refusal | undefined {
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return status !== undefined && status < 500
    ? new Refusal({ status, reason: 'bad_request', message: 'The request is not valid.' })
    : undefined;
}

function refuseWhileClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', (_request, _reply, done) => {
    done(closing ? unavailable('unavailable', 'The receiver is being stopped; try again.') : undefined);
  });
}

/** Answers 405 when another method exists at the address, else 404. */
function refuseOtherMethods(app: FastifyInstance): void {
  const methods = ['GET', 'HEAD', 'POST'] as const;
  app.setNotFoundHandler(async ({ raw, url }) => {
    raw.resume();
    const path = url.split('?')[0] ?? '';
    const allowed = methods.filter((method) => app.hasRoute({ method, url: path.replace(/(.)\/$/, '$1') }));
    if (allowed.length === 0)
      throw new Refusal({ status: 404, reason: 'bad_request', message: 'There is nothing at this address.' });
    const allow = allowed.join(', ');
    throw new Refusal({
      status: 405,
      reason: 'method',
      message: `This address takes ${allow} only.`,
      headers: { allow },
    });
  });
}
