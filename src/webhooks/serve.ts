import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { configError } from '../airbyte/errors.ts';
import type { Log } from '../airbyte/log.ts';
import { createGroupCommit } from './group-commit.ts';
import { type Clock, keepHouse } from './housekeeping.ts';
import { createMetrics } from './metrics.ts';
import { openInbox } from './open-inbox.ts';
import type { ListenOptions } from './options.ts';
import { createReceiver } from './receiver.ts';
import { createThrottledLog } from './throttled-log.ts';
import { withTimeout } from './timeout.ts';

/** The sum of both must stay below the time after which main.ts kills the process. */
const FINISH_REQUESTS_MS = 2000;
const CLOSE_INBOX_MS = 1000;

export interface ServeTools {
  readonly log: Log;
  readonly clock: Clock;
  /** Aborts when the receiver is to stop. */
  readonly signal: AbortSignal;
}

/** Receives webhooks until the signal aborts. Then it finishes open requests, or drops those that take too long. */
export async function serveWebhooks(options: ListenOptions, { log, clock, signal }: ServeTools): Promise<void> {
  const inbox = await openInbox(options.inbox, signal);
  for (const warning of options.warnings) log.warn(warning);
  const commits = createGroupCommit(inbox.write, { atOnce: inbox.writesAtOnce });
  const warnings = createThrottledLog(log, clock.monotonic);
  const parts = { options, inbox, commits, metrics: createMetrics(), log, warnings, now: clock.now };
  const app = createReceiver(parts);
  try {
    log.info(`Listening on ${await listen(app, options)}; webhooks come to /pendo, the feed is at /feed.`);
    await Promise.all([keepHouse({ ...parts, clock, retentionDays: options.retentionDays }, signal), aborted(signal)]);
    log.info('Stopping: no new requests are taken, the open ones are finished.');
  } finally {
    await closeServer(app);
    await withTimeout(
      commits.idle().then(() => inbox.close()),
      CLOSE_INBOX_MS,
    ).catch(() => {});
  }
}

async function listen(app: FastifyInstance, { host, port }: ListenOptions): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw configError(`Cannot listen on port ${port} of ${host}: ${listenFailure(error)}.`);
  }
  const { address, family, port: actual } = app.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`;
}

function listenFailure(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return 'the port is taken; choose another one with --port';
    case 'EACCES':
      return 'this user may not use the port; choose one above 1023 with --port';
    default:
      return 'this machine does not have the address; give one that it has with --host';
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function closeServer(app: FastifyInstance): Promise<void> {
  const drop = setTimeout(() => app.server.closeAllConnections(), FINISH_REQUESTS_MS);
  await app.close();
  clearTimeout(drop);
}
