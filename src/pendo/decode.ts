import { pipeline, type Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';

/** What we ask for: gzip is fast to undo, and every server that compresses knows it. */
export const ACCEPTED_ENCODING = 'gzip';

/** Node's 16 KiB make four times as many chunks, each with its promises. */
const CHUNK_BYTES = 64 * 1024;

/**
 * The bytes of an answer as they were before compression. got could do this, but then it loses the text of a refusal
 * that comes compressed and in pieces, and that text decides whether a 400 means "ask for less".
 */
export function decoded(response: Readable, encoding: string | undefined): Readable {
  if (encoding !== ACCEPTED_ENCODING) return response;
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // An error of either end destroys the other one, and comes out where the bytes are read.
  return pipeline(response, gunzip, () => {});
}

/** The text of a refusal, whose body got keeps as it came; `` when there is none or it cannot be read. */
export function refusalText(body: unknown, encoding: string | undefined): string {
  if (!(body instanceof Uint8Array)) return '';
  try {
    return Buffer.from(encoding === ACCEPTED_ENCODING ? gunzipSync(body) : body).toString('utf8');
  } catch {
    return '';
  }
}
