import type { FastifyInstance } from 'fastify';
import type { ReceiverParts } from './receiver-parts.ts';
import { unavailable } from './refusal.ts';
import { withTimeout } from './timeout.ts';

const STATS_TIMEOUT_MS = 2000;

/** `GET /healthz`, `/readyz` and `/metrics` for monitoring. They need no token and expose no event content. */
export function serviceRoutes(app: FastifyInstance, { inbox, commits, metrics, now }: ReceiverParts): void {
  const options = { exposeHeadRoute: true };
  app.get('/healthz', options, async (_request, reply) => reply.type('application/json').send('{"status":"ok"}'));

  const probe = shared(() => commits.append([]));
  app.get('/readyz', options, async (_request, reply) => {
    try {
      await probe();
    } catch {
      throw unavailable('unavailable', 'The inbox cannot be written now.');
    }
    return reply.type('application/json').send('{"status":"ready"}');
  });

  const stats = shared(() => withTimeout(inbox.stats(), STATS_TIMEOUT_MS).catch(() => undefined));
  app.get('/metrics', options, async (_request, reply) => {
    const text = await metrics.text(await stats(), now());
    return reply.type(metrics.contentType).send(text);
  });
}

/** Concurrent callers share one call, so that frequent probes cannot overload the inbox. */
function shared<T>(call: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= call().finally(() => {
      running = undefined;
    });
    return running;
  };
}
