import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { signatureOf } from '../../emulator/webhooks.ts';
import { SECRET } from './receiver.ts';

const PAUSE_MS = 100;

export interface Senders {
  /** Ids whose event was acknowledged with a 2xx. */
  readonly acknowledged: ReadonlySet<string>;
  /** How often each status was received. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Resolves when every id is acknowledged or `stop` is called. */
  readonly done: Promise<void>;
  stop(): void;
}

export interface SendOptions {
  readonly ids: readonly string[];
  readonly connections: number;
  /** The URL for the next attempt, because several receivers may share the work. */
  readonly url: (attempt: number) => string;
  readonly bodyOf?: (id: string) => string;
}

/**
 * Sends an event per id, several at once, and repeats each until it is acknowledged, like a Pendo that never gives up.
 */
export function startSenders({ ids, connections, url, bodyOf = defaultBody }: SendOptions): Senders {
  const acknowledged = new Set<string>();
  const statuses = new Map<number, number>();
  const queue = ids.values();
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let stopped = false;
  let attempts = 0;

  async function send(id: string): Promise<void> {
    while (!stopped) {
      attempts += 1;
      const status = await statusOf(url(attempts), bodyOf(id), agent).catch(() => 0);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 200) {
        acknowledged.add(id);
        return;
      }
      await sleep(PAUSE_MS);
    }
  }

  async function work(): Promise<void> {
    for (const id of queue) {
      await send(id);
      if (stopped) return;
    }
  }

  const done = Promise.all(Array.from({ length: connections }, work)).then(() => agent.destroy());
  return {
    acknowledged,
    statuses,
    done,
    stop() {
      stopped = true;
    },
  };
}

/** Posts the body, signed; thousands at a time, which `fetch` takes twice as long for. */
function statusOf(url: string, body: string, agent: Agent): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-pendo-signature': signatureOf(body, SECRET) };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/pendo`, { method: 'POST', headers, agent }, (answer) => {
      answer.once('error', reject).once('end', () => resolve(answer.statusCode ?? 0));
      answer.resume();
    });
    sent.once('error', reject).end(body);
  });
}

function defaultBody(id: string): string {
  return JSON.stringify({ uniqueId: id, event: 'npsSubmitted', properties: { text: 'x'.repeat(300) } });
}
