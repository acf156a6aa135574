import type { InboxEvent, PageLimits, PurgeLimits } from '../inbox.ts';

/** The events of several requests, column by column: flat lists of strings take half the time of objects to post. */
export interface EventColumns {
  /** How many events each request has. */
  readonly counts: readonly number[];
  readonly uniqueIds: readonly string[];
  readonly names: readonly (string | null)[];
  readonly payloads: readonly string[];
  readonly receivedAtMs: readonly number[];
}

export function toColumns(requests: readonly (readonly InboxEvent[])[]): EventColumns {
  const counts: number[] = [];
  const uniqueIds: string[] = [];
  const names: (string | null)[] = [];
  const payloads: string[] = [];
  const receivedAtMs: number[] = [];
  for (const events of requests) {
    counts.push(events.length);
    for (const event of events) {
      uniqueIds.push(event.uniqueId);
      names.push(event.event);
      payloads.push(event.payload);
      receivedAtMs.push(event.receivedAtMs);
    }
  }
  return { counts, uniqueIds, names, payloads, receivedAtMs };
}

export function fromColumns({ counts, uniqueIds, names, payloads, receivedAtMs }: EventColumns): InboxEvent[][] {
  let at = 0;
  const next = (): InboxEvent => {
    const event = { uniqueId: uniqueIds[at] ?? '', event: names[at] ?? null, payload: payloads[at] ?? '' };
    const receivedAt = receivedAtMs[at] ?? 0;
    at += 1;
    return { ...event, receivedAtMs: receivedAt };
  };
  return counts.map((count) => Array.from({ length: count }, next));
}

/** A request to the worker. */
export type Task =
  | { readonly name: 'write'; readonly events: EventColumns }
  | { readonly name: 'page'; readonly after: number; readonly limits: PageLimits }
  | { readonly name: 'markRead'; readonly sequence: number }
  | { readonly name: 'purge'; readonly limits: PurgeLimits }
  | { readonly name: 'tidy' }
  | { readonly name: 'stats' }
  | { readonly name: 'open' };

export interface LastTask {
  readonly name: 'close';
}

export interface TaskMessage {
  readonly number: number;
  readonly task: Task | LastTask;
}

/** `failure` is the end of a sentence, such as "database or disk is full". */
export interface ResultMessage {
  readonly number: number;
  readonly result?: unknown;
  readonly failure?: string;
}
