import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface TestProxy {
  /** Host and port. */
  readonly host: string;
  /** The requests that it received: `GET http://…` or `CONNECT host:port`. */
  readonly asked: string[];
  /** User and password of each request, as text; '' for none. */
  readonly credentials: string[];
  close(): Promise<void>;
}

/** What the proxy does with a request instead of forwarding it. */
export type Obstacle = { readonly status: number } | 'silence' | 'hang up';

/** A real HTTP proxy on loopback. It forwards http, opens tunnels for https, and records its requests. */
export async function serveProxy(obstacle?: Obstacle): Promise<TestProxy> {
  const asked: string[] = [];
  const credentials: string[] = [];
  function note({ method, url, headers }: IncomingMessage): void {
    asked.push(`${method} ${url}`);
    const [, encoded = ''] = (headers['proxy-authorization'] ?? '').split(' ');
    credentials.push(Buffer.from(encoded, 'base64').toString());
  }
  const server = createServer((incoming, outgoing) => {
    note(incoming);
    if (obstacle === undefined) forward(incoming, outgoing);
    else if (obstacle === 'hang up') incoming.socket.destroy();
    else if (obstacle !== 'silence') outgoing.writeHead(obstacle.status).end();
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (incoming, client, head) => {
    note(incoming);
    client.on('error', () => client.destroy());
    if (obstacle === undefined) tunnel(incoming, client, head);
    else if (obstacle === 'hang up') client.destroy();
    else if (obstacle !== 'silence') client.end(`HTTP/1.1 ${obstacle.status} No\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    credentials,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // The server no longer counts a tunnel as its connection, so it would not close it.
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { 'proxy-authorization': _ours, ...headers } = incoming.headers;
  const upstream = request(String(incoming.url), { method: incoming.method ?? 'GET', headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  upstream.on('error', () => outgoing.writeHead(502).end());
  incoming.pipe(upstream);
}

function tunnel({ url }: IncomingMessage, client: Duplex, head: Buffer): void {
  const { hostname, port } = new URL(`http://${url}`);
  const upstream = connect(Number(port), hostname, () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  upstream.on('error', () => client.destroy());
}
