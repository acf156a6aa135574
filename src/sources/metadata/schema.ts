import type { PendoClient } from '../../pendo/client.ts';
import type { RequestContext } from '../../pendo/request-context.ts';
import { BadAnswerError } from '../../records/answer/errors.ts';
import { isObject } from '../../utils/is-object.ts';
import { judgeMember } from '../answer-members.ts';
import { readWholeJson } from '../whole-json.ts';

/**
 * Reads `GET /metadata/schema/{kind}`: an object of groups, each an object of fields (evidence.md#metadata-schema). The
 * answer is small enough to fit into memory.
 */
export function readMetadataSchema(
  client: PendoClient,
  kind: 'visitor' | 'account',
  context: RequestContext,
): Promise<unknown> {
  return client.get({ path: `metadata/schema/${kind}` }, context, (answer) => schemaOf(answer, kind));
}

async function schemaOf(body: AsyncIterable<Uint8Array>, kind: 'visitor' | 'account'): Promise<unknown> {
  const schema = await readWholeJson(body, `the metadata schema of ${kind}s`);
  if (!holdsGroups(schema)) throw new BadAnswerError(`for the metadata schema of ${kind}s holds no groups of fields`);
  // Every group is an object. Another member may say that the answer is incomplete.
  for (const [name, group] of Object.entries(schema ?? {})) {
    if (typeof group !== 'object')
      judgeMember(name, JSON.stringify(group), { what: `the metadata schema of ${kind}s` });
  }
  return schema;
}

/** Without this check, a message such as `{"error": "…"}` with status 200 would pass for a schema without fields. */
function holdsGroups(schema: unknown): boolean {
  if (!isObject(schema)) return schema === null || Array.isArray(schema);
  const groups = Object.values(schema);
  return groups.length === 0 || groups.some((group) => group === null || isObject(group));
}
