import { type Behaviour, DEFAULT_BEHAVIOUR } from './behaviour.ts';
import { type ChangingSubscription, withChanges } from './changes/index.ts';
import type { Change } from './changes/types.ts';
import { type Clock, createClock } from './clock.ts';
import type { EmulatedSubscription } from './data/index.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { LOOPBACK, listen } from './http/server.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';

export const DEFAULT_KEY = 'emulator-key.us';

export interface ServeOptions extends Partial<Behaviour> {
  readonly subscription: EmulatedSubscription;
  /** What changes in the subscription's past, and when. */
  readonly changes?: readonly Change[];
  readonly now: number;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default loopback, so that no other machine can connect. */
  readonly host?: string;
  readonly integrationKey?: string;
}

/**
 * A running emulator. Clock, faults, behaviour and the list of changes may be changed while it runs, which applies from
 * the next request on.
 */
export interface Emulator {
  readonly url: string;
  readonly integrationKey: string;
  readonly clock: Clock;
  readonly subscription: ChangingSubscription;
  readonly changes: Change[];
  readonly behaviour: Behaviour;
  readonly faults: Faults;
  readonly requests: RequestLog;
  close(): Promise<void>;
}

/** Serves any subscription as Pendo would. Rejects if the port is taken. */
export async function serve(options: ServeOptions): Promise<Emulator> {
  const { subscription, now, port = 0, host = LOOPBACK, integrationKey = DEFAULT_KEY, ...rest } = options;
  const { changes: first = [], ...chosen } = rest;
  const changes = [...first];
  const state = {
    subscription: withChanges(subscription, changes),
    changes,
    integrationKey,
    clock: createClock(now),
    behaviour: { ...DEFAULT_BEHAVIOUR, ...chosen },
    faults: createFaults(),
    requests: createRequestLog(),
  };
  const server = await listen(state, { port, host });
  return { ...state, url: server.url, close: server.close };
}
