import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emulator } from '../emulator/index.ts';
import { sendWebhook, webhookBodies } from '../emulator/webhooks.ts';
import { type AirbyteMessage, configureCatalog } from '../test/helpers/airbyte/messages.ts';
import { startReceiver } from './receiver.ts';
import { count, textTable } from './report.ts';
import { runConnector } from './run-connector.ts';
import { type SyncOptions, sync } from './sync.ts';

const SECRET = 'webhook-secret-of-the-demo';
const TOKEN = 'feed-token-of-the-demo';
const DAYS = 3;

export interface WebhookDemoOptions extends Omit<SyncOptions, 'catalog' | 'requests'> {
  readonly emulator: Emulator;
  readonly config: object;
}

/**
 * Shows webhooks: `listen` receives what the emulator sends, and `read` copies it into the same database as the API's
 * data.
 */
export async function showWebhooks(options: WebhookDemoOptions): Promise<void> {
  const { emulator, folder, progress } = options;
  const inboxPath = join(folder, 'inbox.sqlite');
  await rm(inboxPath, { force: true });
  const receiver = await startReceiver({ inboxPath, secret: SECRET, token: TOKEN });
  try {
    progress.line(`\nlisten    receives webhooks at ${receiver.url}/pendo`);
    const bodies = [...webhookBodies(emulator.subscription, { now: emulator.clock.now(), days: DAYS })];
    const statuses = await Promise.all(bodies.map((body) => sendWebhook(`${receiver.url}/pendo`, SECRET, body)));
    const kept = statuses.filter((status) => status === 200).length;
    progress.line(`          ${count(kept)} of ${count(bodies.length)} signed webhooks were acknowledged`);
    const webhooks = { inbox_url: receiver.url, token: TOKEN };
    await writeFile(options.configPath, JSON.stringify({ ...options.config, webhooks }));
    await readWebhooks(options);
  } finally {
    await receiver.stop();
  }
}

async function readWebhooks(options: WebhookDemoOptions): Promise<void> {
  const discovered: AirbyteMessage[] = [];
  const args = ['discover', '--config', options.configPath];
  await runConnector(args, { onMessage: (message) => discovered.push(message) });
  const all = configureCatalog(discovered.find(({ catalog }) => catalog !== undefined)?.catalog ?? { streams: [] });
  const catalog = { streams: all.streams.filter(({ stream }) => stream.name.startsWith('webhook_')) };
  const { totals } = await sync({ ...options, catalog, requests: options.emulator.requests });
  const rows = Array.from(totals, ([stream, { rowsRead, rowsInTable }]) => [stream, rowsRead, rowsInTable]);
  options.progress.line(`\n${textTable(['stream', 'rows', 'in table'], rows)}`);
}
