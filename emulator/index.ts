import type { Behaviour } from './behaviour.ts';
import {
  createSubscription,
  DEFAULT_NOW,
  type EmulatedSubscription,
  type Scale,
  type ScaleName,
} from './data/index.ts';
import { type Emulator as AnyEmulator, serve } from './start.ts';

export type { Behaviour } from './behaviour.ts';
export type { Fault } from './faults/fault.ts';
export type { LoggedRequest, RequestLog } from './request-log.ts';
export { DEFAULT_KEY } from './start.ts';

export type Emulator = AnyEmulator<EmulatedSubscription>;

export interface EmulatorOptions extends Partial<Behaviour> {
  /** The same seed, scale and clock give the same data, always. Default 1. */
  readonly seed?: number;
  /** Default `tiny`. */
  readonly scale?: ScaleName | Scale;
  readonly port?: number;
  /** Loopback when absent. */
  readonly host?: string;
  /** Where the clock stands at the start, in epoch milliseconds. */
  readonly now?: number;
  readonly integrationKey?: string;
}

/** Starts a Pendo with invented data on this machine; rejects when the port is taken. Close it when done. */
export function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { seed = 1, scale = 'tiny', now = DEFAULT_NOW, ...rest } = options;
  return serve({ ...rest, subscription: createSubscription({ seed, scale }), now });
}
