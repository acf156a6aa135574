import { pipeline, type Readable, type Transform } from 'node:stream';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzipSync,
  inflateSync,
} from 'node:zlib';
import { ConnectorError } from '../airbyte/errors.ts';

/** What we ask for: gzip is fast to undo, and every server that compresses knows it. */
export const ACCEPTED_ENCODING = 'gzip';

/** Node's 16 KiB make four times as many chunks, each with its promises. */
const CHUNK_BYTES = 64 * 1024;

interface Decoder {
  readonly stream: () => Transform;
  readonly whole: (bytes: Uint8Array) => Uint8Array;
}

const GZIP: Decoder = { stream: () => createGunzip({ chunkSize: CHUNK_BYTES }), whole: gunzipSync };

/** By its name in lower case. Proxies compress by themselves, and not always in the way that was asked for. */
const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['deflate', { stream: () => createInflate({ chunkSize: CHUNK_BYTES }), whole: inflateSync }],
  ['br', { stream: () => createBrotliDecompress({ chunkSize: CHUNK_BYTES }), whole: brotliDecompressSync }],
]);

/**
 * The bytes of an answer as they were before compression. got could do this, but then it loses the text of a refusal
 * that comes compressed and in pieces, and that text decides whether a 400 means "ask for less". An encoding that nobody
 * knows fails where the bytes are read.
 */
export function decoded(response: Readable, encoding: string | undefined): Readable {
  const decoders = decodersOf(encoding);
  if (decoders === undefined) return response.destroy(unknownEncoding(encoding));
  // An error of either end destroys the other one, and comes out where the bytes are read.
  return decoders.reduce<Readable>((bytes, { stream }) => pipeline(bytes, stream(), () => {}), response);
}

/** The text of a refusal, whose body got keeps as it came; `` when there is none or it cannot be read. */
export function refusalText(body: unknown, encoding: string | undefined): string {
  if (!(body instanceof Uint8Array)) return '';
  try {
    const bytes = decodersOf(encoding)?.reduce((encoded, { whole }) => whole(encoded), body) ?? new Uint8Array();
    return Buffer.from(bytes).toString('utf8');
  } catch {
    return '';
  }
}

/** What undoes a `Content-Encoding`, in this order; it names what was done first first. Undefined when one is unknown. */
function decodersOf(encoding = ''): readonly Decoder[] | undefined {
  const decoders = namesOf(encoding).map((name) => DECODERS.get(name));
  return decoders.includes(undefined) ? undefined : decoders.filter((decoder) => decoder !== undefined).reverse();
}

/** Names are compared without regard to case [RFC 9110, 8.4.1]; `identity` means that nothing was done. */
function namesOf(encoding: string): readonly string[] {
  const names = encoding.split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '' && name !== 'identity');
}

function unknownEncoding(encoding = ''): ConnectorError {
  const name = JSON.stringify(encoding.slice(0, 40));
  return new ConnectorError({
    failureType: 'system_error',
    message: `Pendo's answer came with the content encoding ${name}, which this source did not ask for and does not know. If there is a proxy on the way, let it pass Pendo's answers as they are.`,
  });
}
