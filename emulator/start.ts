import { type Behaviour, DEFAULT_BEHAVIOUR } from './behaviour.ts';
import { type Clock, createClock } from './clock.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { LOOPBACK, listen } from './http/server.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import type { Subscription } from './types.ts';

export const DEFAULT_KEY = 'emulator-key.us';

export interface ServeOptions<Data extends Subscription = Subscription> extends Partial<Behaviour> {
  readonly subscription: Data;
  readonly now: number;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default loopback, so that no other machine can connect. */
  readonly host?: string;
  readonly integrationKey?: string;
}

/**
 * A running emulator. Clock, faults and behaviour may be changed while it runs; a change applies from the next request
 * on.
 */
export interface Emulator<Data extends Subscription = Subscription> {
  readonly url: string;
  readonly integrationKey: string;
  readonly clock: Clock;
  readonly subscription: Data;
  readonly behaviour: Behaviour;
  readonly faults: Faults;
  readonly requests: RequestLog;
  close(): Promise<void>;
}

/** Serves any subscription as Pendo would. Rejects if the port is taken. */
export async function serve<Data extends Subscription>(options: ServeOptions<Data>): Promise<Emulator<Data>> {
  const { subscription, now, port = 0, host = LOOPBACK, integrationKey = DEFAULT_KEY, ...chosen } = options;
  const state = {
    subscription,
    integrationKey,
    clock: createClock(now),
    behaviour: { ...DEFAULT_BEHAVIOUR, ...chosen },
    faults: createFaults(),
    requests: createRequestLog(),
  };
  const server = await listen(state, { port, host });
  return { ...state, url: server.url, close: server.close };
}
