import { redactedError, toConnectorError } from '../airbyte/errors.ts';
import { createLog, type Log } from '../airbyte/log.ts';
import { controlMessage, toLine } from '../airbyte/messages.ts';
import { parseConfig, readJsonFile } from '../config/load.ts';
import { type Migration, migrateConfig } from '../config/migrate.ts';
import { createRedactor, secretValues } from '../config/secrets.ts';
import { SPEC } from '../config/spec.ts';
import type { Config } from '../config/types.ts';
import { readProxies } from '../http/proxies.ts';
import { createClient, type PendoClient } from '../pendo/client.ts';
import { createFeedClient, type FeedClient } from '../webhooks/feed-client.ts';
import type { CommandTools, ConfigArgs } from './types.ts';

/** What check, discover and read share. */
export interface Setup {
  readonly config: Config;
  readonly client: PendoClient;
  /** The client of the webhook receiver; undefined when the config has none. */
  readonly feed: FeedClient | undefined;
  readonly log: Log;
  readonly redact: (text: string) => string;
  readonly firstBackoffMs?: number;
}

export interface SetupOptions {
  readonly retries?: number;
  readonly warnsOfClocks?: boolean;
  /** Defaults to the migrations of `config/migrate.ts`. */
  readonly migrations?: readonly Migration[];
}

/**
 * Reads and checks the config before any request, then creates the clients and a log that hides the secrets. If a valid
 * config has an older shape, prints it in the current shape so that Airbyte stores that.
 */
export async function loadSetup(
  args: ConfigArgs,
  tools: CommandTools,
  { migrations, ...limits }: SetupOptions = {},
): Promise<Setup> {
  const { config: raw, changed } = migrateConfig(await readJsonFile(args.config, 'config'), migrations);
  const config = parseConfig(raw, { now: tools.now });
  if (changed) await tools.output.write(toLine(controlMessage(Object(raw), tools.now())));
  const proxies = readProxies(tools.env);
  const redact = createRedactor([...secretValues(raw, SPEC), ...proxies.secrets]);
  const log = createLog({ output: tools.output, redact, level: args.debug ? 'debug' : 'info' });
  for (const warning of proxies.warnings) log.warn(warning);
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
    agent: proxies.agentsFor(baseUrl),
    ...backoff,
    ...limits,
  });
  const feed =
    config.webhooks &&
    createFeedClient({
      ...config.webhooks,
      requestTimeoutMs,
      log,
      random,
      agent: proxies.agentsFor(config.webhooks.inboxUrl),
      ...backoff,
    });
  return { config, client, feed, log, redact, ...backoff };
}

/** Runs a command with its setup. Redacts whatever it throws, because a server's answer may repeat the key. */
export async function withSetup(
  args: ConfigArgs,
  tools: CommandTools,
  limits: SetupOptions,
  run: (setup: Setup) => Promise<number>,
): Promise<number> {
  const setup = await loadSetup(args, tools, limits);
  try {
    return await run(setup);
  } catch (error) {
    throw redactedError(toConnectorError(error), setup.redact);
  }
}
