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
  /** Every piece goes out at once: a fault wants the client to have seen it. */
  readonly flush: boolean;
  readonly gone: AbortSignal;
  onRows(rows: number): void;
}

/**
 * Sends an answer and waits for the client before it asks for more rows. Rejects when the client leaves, and with whatever
 * the body throws: the caller then breaks the connection, and what was sent before has arrived.
 */
export async function send(sending: Sending): Promise<void> {
  const { response, answer, body, gone, gzip } = sending;
  response.writeHead(answer.status, { ...answer.headers, ...(gzip ? { 'content-encoding': 'gzip' } : {}) });
  response.flushHeaders();
  const zipped = gzip ? createGzip({ level: 1 }) : undefined;
  zipped?.pipe(response);
  try {
    for await (const chunk of body) {
      await write(zipped ?? response, chunk.text, gone);
      sending.onRows(chunk.rows);
      if (sending.flush) await flush(zipped, response);
    }
  } catch (error) {
    if (!gone.aborted) await flush(zipped, response);
    throw error;
  }
  (zipped ?? response).end();
  await once(response, 'finish', { signal: gone });
}

async function write(sink: Writable, text: string, gone: AbortSignal): Promise<void> {
  gone.throwIfAborted();
  if (!sink.write(text)) await once(sink, 'drain', { signal: gone });
}

/** An empty write calls back when all earlier ones have gone to the socket. */
async function flush(zipped: Gzip | undefined, response: ServerResponse): Promise<void> {
  if (zipped !== undefined) await promisify(zipped.flush.bind(zipped))();
  await new Promise<void>((resolve) => response.write('', () => resolve()));
}
