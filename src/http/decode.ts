import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ConnectorError } from '../airbyte/errors.ts';

/** What we ask for: gzip is fast to undo, and every server that compresses knows it. */
export const ACCEPTED_ENCODING = 'gzip';

/** Node's 16 KiB make four times as many chunks, each with its promises. */
const CHUNK_BYTES = 64 * 1024;

type Decoder = () => Transform;

const GZIP: Decoder = () => createGunzip({ chunkSize: CHUNK_BYTES });

/** By its name in lower case. Proxies compress by themselves, and not always in the way that was asked for. */
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['deflate', () => createInflate({ chunkSize: CHUNK_BYTES })],
  ['br', () => createBrotliDecompress({ chunkSize: CHUNK_BYTES })],
]);

/**
 * The bytes of an answer as they were before compression. got could do this, but in small pieces and without `x-gzip`. An
 * encoding that nobody knows fails where the bytes are read.
 */
export function decoded(response: Readable, encoding: string | undefined): Readable {
  const decoders = decodersOf(encoding);
  if (decoders === undefined) return response.destroy(unknownEncoding(encoding));
  // An error of either end destroys the other one, and comes out where the bytes are read.
  return decoders.reduce<Readable>((bytes, decoder) => pipeline(bytes, decoder(), () => {}), response);
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
    message: `An answer came with the content encoding ${name}, which this source did not ask for and does not know. If there is a proxy on the way, let it pass answers as they are.`,
  });
}
