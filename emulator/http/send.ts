import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { createGzip, type Gzip } from 'node:zlib';
import type { Answer, Chunk } from './answer.ts';

export interface Sending {
  readonly response: ServerResponse;
  readonly answer: Pick<Answer, 'status' | 'headers'>;
  readonly body: Iterable<Chunk> | AsyncIterable<Chunk>;
  readonly gzip: boolean;
  /** Whether to flush after every piece, so that the client has received it before a fault fires. */
  readonly flush: boolean;
  readonly clientLeft: AbortSignal;
  onRows(rows: number): void;
}

/**
 * Sends an answer, with backpressure: asks for more rows only when the client has read. Rejects if the client leaves or
 * the body throws. By then everything before has been sent, and the caller breaks the connection.
 */
export async function send(sending: Sending): Promise<void> {
  const { response, answer, body, clientLeft, gzip } = sending;
  response.writeHead(answer.status, { ...answer.headers, ...(gzip ? { 'content-encoding': 'gzip' } : {}) });
  response.flushHeaders();
  const zipped = gzip ? createGzip({ level: 1 }) : undefined;
  zipped?.pipe(response);
  try {
    for await (const chunk of body) {
      await write(zipped ?? response, chunk.text, clientLeft);
      sending.onRows(chunk.rows);
      if (sending.flush) await flush(zipped, response);
    }
  } catch (error) {
    if (!clientLeft.aborted) await flush(zipped, response);
    throw error;
  }
  (zipped ?? response).end();
  await once(response, 'finish', { signal: clientLeft });
}

async function write(sink: Writable, text: string, clientLeft: AbortSignal): Promise<void> {
  clientLeft.throwIfAborted();
  if (!sink.write(text)) await once(sink, 'drain', { signal: clientLeft });
}

/** The callback of an empty write runs once all earlier writes have gone to the socket. */
async function flush(zipped: Gzip | undefined, response: ServerResponse): Promise<void> {
  if (zipped !== undefined) await promisify(zipped.flush.bind(zipped))();
  await new Promise<void>((resolve) => response.write('', () => resolve()));
}
