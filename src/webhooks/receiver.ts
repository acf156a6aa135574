import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Log } from '../airbyte/log.ts';
import { feedRoute } from './feed-route.ts';
import type { GroupCommit } from './group-commit.ts';
import type { InboxStore } from './inbox.ts';
import type { Metrics } from './metrics.ts';
import type { ListenOptions } from './options.ts';
import { receiveRoute } from './receive-route.ts';
import { Refusal, unavailable } from './refusal.ts';
import { serviceRoutes } from './service-routes.ts';
import type { ThrottledLog } from './throttled-log.ts';

const MAX_CONNECTIONS = 1000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
const TIMEOUT_CHECK_MS = 1000;
/** Neither side sends anything, in the middle of a request or an answer. */
const SILENCE_TIMEOUT_MS = 60_000;
/** Longer than proxies keep their idle connections, so that none sends on one that we are just closing. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/** What the routes stand on. */
export interface ReceiverParts {
  readonly options: Pick<ListenOptions, 'secrets' | 'allowUnsigned' | 'feedToken' | 'maxBodyBytes'>;
  readonly inbox: InboxStore;
  readonly commits: GroupCommit;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly warnings: ThrottledLog;
  readonly now: () => number;
}

/** The HTTP server with all its routes, not yet listening. Every refusal is one sentence of JSON, and is counted. */
export function createReceiver(parts: ReceiverParts): FastifyInstance {
  const refuse = refusing(parts);
  const app = Fastify({
    connectionTimeout: SILENCE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: TIMEOUT_CHECK_MS },
    routerOptions: { ignoreTrailingSlash: true },
    exposeHeadRoutes: false,
    return503OnClosing: false,
    frameworkErrors: refuse,
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  // Bodies are read by the route itself: it needs the raw bytes, whatever type they say they are.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.setErrorHandler(refuse);
  refuseWhileClosing(app);
  refuseOtherMethods(app);
  receiveRoute(app, parts);
  feedRoute(app, parts);
  serviceRoutes(app, parts);
  return app;
}

function refusing({ metrics, log, warnings }: ReceiverParts) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = error instanceof Refusal ? error : frameworkRefusal(error);
    if (refusal === undefined) {
      log.error(`Answering ${request.method} failed: ${error.message}`);
      return reply.code(500).send({ error: 'The receiver met something that it was not written for.' });
    }
    metrics.refused(refusal.reason);
    warnings.warn(refusal.reason, `Refused a request (HTTP ${refusal.status}): ${refusal.message}`);
    return reply.code(refusal.status).headers(refusal.headers).send({ error: refusal.message });
  };
}

/** What fastify itself refuses: a content type that is none, an address that cannot be decoded. */
function frameworkRefusal(error: FastifyError | Error): Refusal | undefined {
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status === 415)
    return new Refusal({ status: 415, reason: 'content_type', message: 'The Content-Type is not valid.' });
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

/** 405 where the address exists, 404 where it does not. */
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
