import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

export interface GateData {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where connections lead to: a port of 127.0.0.1. */
  readonly target: number;
  readonly isOpen: Int32Array;
}

export interface Gate {
  readonly port: number;
  /** From now on it accepts: those who wait get through when their system asks again, after 1, 3, 7, 15 or 31 seconds. */
  open(): void;
  close(): Promise<void>;
}

/** More of them than a backlog of one holds. */
const CALLERS = 4;
const SETTLED_MS = 200;

/**
 * A server that listens and does not accept, as one that is overloaded, or behind a firewall that swallows what it does not let
 * through: whoever connects gets no answer at all.
 */
export async function closedGate(options: Omit<GateData, 'isOpen'>): Promise<Gate> {
  const isOpen = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./gate-worker.ts', import.meta.url), { workerData: { ...options, isOpen } });
  const [port] = (await once(worker, 'message')) as [number];
  const callers = Array.from({ length: CALLERS }, () => connect(port, options.host).on('error', () => {}));
  await sleep(SETTLED_MS);
  if (!callers.some(({ connecting }) => connecting)) throw new Error('The system accepts more than the backlog holds.');
  const hangUp = () => callers.forEach((caller: Socket) => void caller.destroy());
  return {
    port,
    open() {
      hangUp();
      Atomics.store(isOpen, 0, 1);
      Atomics.notify(isOpen, 0);
    },
    async close() {
      hangUp();
      await worker.terminate();
    },
  };
}
