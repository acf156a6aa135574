import type { PendoClient } from '../../pendo/client.ts';
import type { RequestContext } from '../../pendo/request-context.ts';
import { BadAnswerError } from '../../records/answer/errors.ts';
import { isObject } from '../../utils/is-object.ts';
import { judgeMember } from '../answer-members.ts';
import { readWholeJson } from '../whole-json.ts';

/**
 * `GET /metadata/schema/{kind}`: one object, group to field to description (evidence.md#metadata-schema); small enough
 * to be held whole.
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
  // A group is an object; what else stands among them may say that they are not all.
  for (const [name, group] of Object.entries(schema ?? {})) {
    if (typeof group !== 'object')
      judgeMember(name, JSON.stringify(group), { what: `the metadata schema of ${kind}s` });
  }
  return schema;
}

/** A message in the place of a schema, such as `{"error": "…"}` with status 200, would pass for one without fields. */
function holdsGroups(schema: unknown): boolean {
  if (!isObject(schema)) return schema === null || Array.isArray(schema);
  const groups = Object.values(schema);
  return groups.length === 0 || groups.some((group) => group === null || isObject(group));
}
