import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { LoopbackServer } from './http-server.ts';

/** A real HTTPS server on loopback with an untrusted certificate. */
export async function serveUntrusted(listener: RequestListener): Promise<LoopbackServer> {
  const [cert, key] = await Promise.all([fixture('cert'), fixture('key')]);
  const server = createServer({ cert, key }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function fixture(part: 'cert' | 'key'): Promise<string> {
  return readFile(new URL(`../fixtures/test-only-localhost.${part}.pem`, import.meta.url), 'utf8');
}
