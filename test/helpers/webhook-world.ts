import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { sendWebhook, type WebhookBody, webhookBodies } from '../../emulator/webhooks.ts';
import type { AirbyteMessage, ConfiguredCatalog } from './airbyte/messages.ts';
import { discoverCatalog } from './discover-catalog.ts';
import { inThisProcess } from './in-this-process.ts';
import { inboxFolder, SECRET, TOKEN } from './receiver.ts';
import { type ReceiverHere, startReceiverHere } from './receiver-here.ts';
import { configuredCatalog, type ReadOptions, type Run, read } from './run.ts';
import { WEBHOOK_STREAMS } from './streams/index.ts';

const DAYS = 4;

/** An emulated Pendo, a receiver that has received its webhooks, and the config to read both. */
export interface WebhookWorld {
  readonly emulator: Emulator;
  readonly receiver: ReceiverHere;
  /** The bodies that were sent, in no particular order. */
  readonly bodies: readonly WebhookBody[];
  /** The webhook streams, or these of them, incremental. */
  catalogOf(streams?: readonly string[]): ConfiguredCatalog;
  /** A complete config, with `changes` to its webhooks. */
  configOf(changes?: object): Record<string, unknown>;
  /** Reads them in this process. */
  readWebhooks(options?: WebhookReadOptions, config?: object): Promise<Run>;
  close(): Promise<void>;
}

export interface WebhookReadOptions extends ReadOptions {
  /** Default: all webhook streams. */
  readonly streams?: readonly string[];
}

export async function startWebhookWorld(): Promise<WebhookWorld> {
  const emulator = await startEmulator({ scale: 'small' });
  const { inbox, remove } = await inboxFolder();
  const receiver = await startReceiverHere({ inbox });
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
  const catalogOf = (streams: readonly string[] = Object.keys(WEBHOOK_STREAMS)) =>
    configuredCatalog(discovered, { streams });
  return {
    emulator,
    receiver,
    bodies,
    catalogOf,
    configOf,
    readWebhooks: ({ streams, ...options } = {}, config = configOf()) =>
      read(config, catalogOf(streams), { by: inThisProcess, ...options }),
    async close() {
      await receiver.stop();
      await emulator.close();
      await remove();
    },
  };
}

export function errorsOf(messages: readonly AirbyteMessage[]): string[] {
  return messages.flatMap(({ trace }) => (trace?.error === undefined ? [] : [trace.error.message]));
}

/** The last status of a stream. */
export function statusOf(run: Pick<Run, 'messages'>, stream: string): string | undefined {
  const statuses = run.messages.flatMap(({ trace }) => trace?.stream_status ?? []);
  return statuses.findLast((status) => status.stream_descriptor.name === stream)?.status;
}
