import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handleRequest } from './exchange.ts';
import type { EmulatorState } from './state.ts';

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 600_000;

/** Listens on the loopback address only: what it serves is invented, and nobody else needs it. */
export async function listen(state: EmulatorState, port: number): Promise<RunningServer> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    // By the emulator's own clock: the connector believes this header more than a local clock that is fast.
    response.setHeader('date', new Date(state.clock.date()).toUTCString());
    void handleRequest(state, request, response);
  });
  // Node's five seconds would close an idle connection just as a client sends on it: a flaky test, not a fault.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
