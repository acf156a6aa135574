import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { sendWebhook, type WebhookBody, webhookBodies } from '../../emulator/webhooks.ts';
import type { AirbyteMessage, ConfiguredCatalog } from './airbyte/messages.ts';
import { discoverCatalog } from './discover-catalog.ts';
import { inboxFolder, type Receiver, SECRET, startReceiver, TOKEN } from './receiver.ts';
import { configuredCatalog, type ReadOptions, type Run, read } from './run.ts';
import { WEBHOOK_STREAMS } from './streams/index.ts';

const DAYS = 4;
export const TIMEOUT = { timeoutMs: 50_000 };

/** An emulated Pendo, a receiver that has received its webhooks, and the config to read both. */
export interface WebhookWorld {
  readonly emulator: Emulator;
  readonly receiver: Receiver;
  /** The bodies that were sent, in no particular order. */
  readonly bodies: readonly WebhookBody[];
  /** The webhook streams, incremental. */
  readonly catalog: ConfiguredCatalog;
  /** A complete config, with `changes` to its webhooks. */
  configOf(changes?: object): Record<string, unknown>;
  readWebhooks(options?: ReadOptions, config?: object): Promise<Run>;
  close(): Promise<void>;
}

export async function startWebhookWorld(): Promise<WebhookWorld> {
  const emulator = await startEmulator({ scale: 'small' });
  const { inbox, remove } = await inboxFolder();
  const receiver = await startReceiver({ inbox });
  const bodies = [...webhookBodies(emulator.subscription, { now: emulator.clock.now(), days: DAYS })];
  await Promise.all(bodies.map((body) => sendWebhook(`${receiver.url}/pendo`, SECRET, body)));
  const configOf = (changes: object = {}) => ({
    integration_key: emulator.integrationKey,
    start_date: '2026-06-10',
    base_url: emulator.url,
    webhooks: { inbox_url: receiver.url, token: TOKEN, ...changes },
  });
  // Nothing answers there, because discover does not ask the receiver.
  const discovered = await discoverCatalog(configOf({ inbox_url: 'http://127.0.0.1:1' }));
  const catalog = configuredCatalog(discovered, { streams: Object.keys(WEBHOOK_STREAMS) });
  return {
    emulator,
    receiver,
    bodies,
    catalog,
    configOf,
    readWebhooks: (options = {}, config = configOf()) => read(config, catalog, { ...TIMEOUT, ...options }),
    async close() {
      await receiver.kill('SIGTERM');
      await emulator.close();
      await remove();
    },
  };
}

export function errorsOf(messages: readonly AirbyteMessage[]): string[] {
  return messages.flatMap(({ trace }) => (trace?.error === undefined ? [] : [trace.error.message]));
}

/** The last status of a stream. */
export function statusOf(run: Run, stream: string): string | undefined {
  const statuses = run.messages.flatMap(({ trace }) => trace?.stream_status ?? []);
  return statuses.findLast((status) => status.stream_descriptor.name === stream)?.status;
}
