import { setTimeout as sleep } from 'node:timers/promises';
import { post } from './receiver.ts';

const PAUSE_MS = 30;

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
  let stopped = false;
  let attempts = 0;

  async function send(id: string): Promise<void> {
    while (!stopped) {
      attempts += 1;
      const status = await post(url(attempts), bodyOf(id)).then(
        (answer) => answer.status,
        () => 0,
      );
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

  const done = Promise.all(Array.from({ length: connections }, work)).then(() => undefined);
  return {
    acknowledged,
    statuses,
    done,
    stop() {
      stopped = true;
    },
  };
}

function defaultBody(id: string): string {
  return JSON.stringify({ uniqueId: id, event: 'npsSubmitted', properties: { text: 'x'.repeat(300) } });
}
