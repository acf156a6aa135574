import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { handleRequest } from '../handle-request.ts';
import type { EmulatorState } from '../state.ts';

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 600_000;

export const LOOPBACK = '127.0.0.1';
/** Hosts that stand for all addresses of the machine, including loopback. */
const ANY_HOST: readonly string[] = ['0.0.0.0', '::'];

export interface Address {
  readonly port: number;
  readonly host: string;
}

export async function listen(state: EmulatorState, { port, host }: Address): Promise<RunningServer> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    // From the emulator's own clock: the connector trusts this header more than a local clock that is fast.
    if (state.behaviour.noDateHeader) response.sendDate = false;
    else response.setHeader('date', new Date(state.clock.date()).toUTCString());
    void handleRequest(state, request, response);
  });
  // After Node's default of five seconds an idle connection could close just as a client uses it, which would make
  // tests flaky.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const reached = ANY_HOST.includes(host) ? LOOPBACK : host;
  const authority = `${isIPv6(reached) ? `[${reached}]` : reached}:${(server.address() as AddressInfo).port}`;
  return { url: `http://${authority}`, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
