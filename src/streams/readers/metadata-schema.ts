import type { PendoClient, RequestContext } from '../../pendo/client.ts';
import { BadAnswerError } from '../../records/errors.ts';

const LARGEST_SCHEMA_BYTES = 64 * 1024 * 1024;

/** `GET /metadata/schema/{kind}`: one object, group to field to description [D]; small enough to be held whole. */
export async function readMetadataSchema(
  client: PendoClient,
  kind: 'visitor' | 'account',
  context: RequestContext,
): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of client.get(`metadata/schema/${kind}`, {}, context)) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_SCHEMA_BYTES) throw new BadAnswerError(`the metadata schema of ${kind}s is larger than 64 MiB`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new BadAnswerError(`the metadata schema of ${kind}s is not JSON`);
  }
}
