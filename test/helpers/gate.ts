import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

export interface GateData {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The port of 127.0.0.1 to which connections are forwarded. */
  readonly target: number;
  readonly isOpen: Int32Array;
}

export interface Gate {
  readonly port: number;
  /** Starts to accept. Waiting clients get through when their system tries again, after 1, 3, 7, 15 or 31 seconds. */
  open(): void;
  close(): Promise<void>;
}

/** More connections than a backlog of one can hold. */
const CALLERS = 4;
const SETTLED_MS = 200;

/**
 * A server that listens but does not accept, like an overloaded server or one behind a firewall that drops packets:
 * clients get no answer to their connection attempts.
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
