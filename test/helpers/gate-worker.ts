import { connect, createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import type { GateData } from './gate.ts';

const { host, port, target, isOpen } = workerData as GateData;

/** The minimum. With this many connections waiting to be accepted, the system answers no further one. */
const BACKLOG = 1;

const server = createServer((socket) => {
  const onward = connect(target, '127.0.0.1');
  for (const [from, to] of [
    [socket, onward],
    [onward, socket],
  ] as readonly (readonly [Socket, Socket])[]) {
    from.on('error', () => to.destroy());
    from.pipe(to);
  }
});
server.listen({ port, host, backlog: BACKLOG }, () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined);
  // Blocks this thread until the gate is opened, so that nothing is accepted.
  Atomics.wait(isOpen, 0, 0);
});
