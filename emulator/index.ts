import type { Behaviour } from './behaviour.ts';
import type { Change } from './changes/types.ts';
import { createSubscription, DEFAULT_NOW, type Scale, type ScaleName } from './data/index.ts';
import { type Emulator, serve } from './start.ts';

export type { Behaviour } from './behaviour.ts';
export type { Fault } from './faults/fault.ts';
export type { LoggedRequest, RequestLog } from './request-log.ts';
export { DEFAULT_KEY, type Emulator } from './start.ts';

export interface EmulatorOptions extends Partial<Behaviour> {
  /** The same seed, scale and clock always give the same data. Default 1. */
  readonly seed?: number;
  /** Default `tiny`. */
  readonly scale?: ScaleName | Scale;
  readonly port?: number;
  /** Default loopback. */
  readonly host?: string;
  /** What the clock says at the start, in epoch milliseconds. */
  readonly now?: number;
  readonly integrationKey?: string;
  /** What changes in the subscription's past, and when. */
  readonly changes?: readonly Change[];
}

/** Starts an emulated Pendo with invented data on this machine. Rejects if the port is taken. Close it when done. */
export function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { seed = 1, scale = 'tiny', now = DEFAULT_NOW, ...rest } = options;
  return serve({ ...rest, subscription: createSubscription({ seed, scale }), now });
}
