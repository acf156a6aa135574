import { connect } from 'node:net';
import { readKey } from '../../server/wanted.ts';

const READ_BYTES = 1024 * 1024;

/**
 * Reads a whole answer from the socket into one buffer and drops it. Resolves to its size including the head. Node's
 * HTTP client would allocate a new buffer per chunk, which costs more than the socket itself. So this measures what the
 * server can deliver.
 */
export function drainAnswer(url: string, key: string): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    const callback = (length: number) => {
      bytes += length;
      return true;
    };
    const socket = connect({ host: hostname, port: Number(port), onread: { buffer, callback } });
    socket.on('error', reject).on('end', () => resolve(bytes));
    socket.write(rawRequest(key));
  });
}

function rawRequest(key: string): string {
  const body = JSON.stringify({ request: { pipeline: [{ source: { [readKey(key).source]: {} } }] } });
  const head = [
    'POST /api/v1/aggregation HTTP/1.1',
    'host: 127.0.0.1',
    'connection: close',
    `x-pendo-integration-key: ${key}`,
    `content-length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
