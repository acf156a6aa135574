import { redactedError, toConnectorError } from '../airbyte/errors.ts';
import { createLog, type Log } from '../airbyte/log.ts';
import { parseConfig, readJsonFile } from '../config/load.ts';
import { createRedactor, secretValues } from '../config/secrets.ts';
import { loadSpec } from '../config/spec.ts';
import type { Config } from '../config/types.ts';
import { createClient, type PendoClient } from '../pendo/client.ts';
import { createFeedClient, type FeedClient } from '../webhooks/feed-client.ts';
import type { CommandTools, ConfigArgs } from './types.ts';

/** What check, discover and read stand on. */
export interface Setup {
  readonly config: Config;
  readonly client: PendoClient;
  /** The receiver of webhooks; undefined when the config has none. */
  readonly feed: FeedClient | undefined;
  readonly log: Log;
  readonly redact: (text: string) => string;
  readonly firstBackoffMs?: number;
}

/** Reads and checks the config before any request, and makes the client and a log that knows the secrets. */
export async function loadSetup(
  args: ConfigArgs,
  tools: CommandTools,
  limits: { retries?: number } = {},
): Promise<Setup> {
  const raw = await readJsonFile(args.config, 'config');
  const config = parseConfig(raw, { now: tools.now });
  const redact = createRedactor(secretValues(raw, loadSpec()));
  const log = createLog({ output: tools.output, redact, level: args.debug ? 'debug' : 'info' });
  const { integrationKey, baseUrl, maxConcurrency, requestTimeoutMs } = config;
  const { now, random, firstBackoffMs } = tools;
  const backoff = firstBackoffMs === undefined ? {} : { firstBackoffMs };
  const client = createClient({
    integrationKey,
    baseUrl,
    maxConcurrency,
    requestTimeoutMs,
    log,
    now,
    random,
    ...backoff,
    ...limits,
  });
  const feed = config.webhooks && createFeedClient({ ...config.webhooks, requestTimeoutMs, log, random, ...backoff });
  return { config, client, feed, log, redact, ...backoff };
}

/** Runs a command on its setup; whatever it throws comes out without secrets, since a server may repeat the key. */
export async function withSetup(
  args: ConfigArgs,
  tools: CommandTools,
  limits: { retries?: number },
  run: (setup: Setup) => Promise<number>,
): Promise<number> {
  const setup = await loadSetup(args, tools, limits);
  try {
    return await run(setup);
  } catch (error) {
    throw redactedError(toConnectorError(error), setup.redact);
  }
}
