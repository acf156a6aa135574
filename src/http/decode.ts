import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ConnectorError } from '../airbyte/errors.ts';

/** Sent as Accept-Encoding. gzip decompresses fast, and every server that compresses supports it. */
export const ACCEPTED_ENCODING = 'gzip';

/** Node's default of 16 KiB makes four times as many chunks, each with the cost of its promises. */
const CHUNK_BYTES = 64 * 1024;

type Decoder = () => Transform;

const GZIP: Decoder = () => createGunzip({ chunkSize: CHUNK_BYTES });

/** Keyed by name in lower case. Proxies compress on their own, and not always with the encoding that we asked for. */
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['deflate', () => createInflate({ chunkSize: CHUNK_BYTES })],
  ['br', () => createBrotliDecompress({ chunkSize: CHUNK_BYTES })],
]);

/**
 * Returns the decompressed body. With an unknown encoding, reading the returned stream fails. got could decompress too,
 * but only in small chunks and without `x-gzip`.
 */
export function decoded(response: Readable, encoding: string | undefined): Readable {
  const decoders = decodersOf(encoding);
  if (decoders === undefined) return response.destroy(unknownEncoding(encoding));
  // `pipeline` destroys both ends on an error; the reader of the last stream gets it.
  return decoders.reduce<Readable>((bytes, decoder) => pipeline(bytes, decoder(), () => {}), response);
}

/** Returns the decoders in the order to apply, the reverse of the header's. Undefined when an encoding is unknown. */
function decodersOf(encoding = ''): readonly Decoder[] | undefined {
  const decoders = namesOf(encoding).map((name) => DECODERS.get(name));
  return decoders.includes(undefined) ? undefined : decoders.filter((decoder) => decoder !== undefined).reverse();
}

/** Names are case-insensitive [RFC 9110, 8.4.1]; `identity` means no encoding. */
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
