import type { PendoClient } from '../../pendo/client.ts';
import type { RequestContext } from '../../pendo/request-context.ts';
import { BadAnswerError } from '../../records/answer/errors.ts';
import { countValues } from '../../records/answer/value-end.ts';
import { isObject } from '../../utils/is-object.ts';
import { judgeMember } from '../answer-members.ts';

/** Both fit into memory when they are decoded, and hold the fields of no real schema. */
const LARGEST_SCHEMA_MIB = 16;
const MOST_SCHEMA_VALUES = 500_000;

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
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_SCHEMA_MIB * 1024 * 1024)
      throw new BadAnswerError(`for the metadata schema of ${kind}s is larger than ${LARGEST_SCHEMA_MIB} MiB`);
    chunks.push(chunk);
  }
  const answer = Buffer.concat(chunks);
  if (countValues(answer) > MOST_SCHEMA_VALUES)
    throw new BadAnswerError(`for the metadata schema of ${kind}s holds more than ${MOST_SCHEMA_VALUES} values`);
  const schema = parse(answer.toString('utf8'));
  if (schema === undefined) throw new BadAnswerError(`for the metadata schema of ${kind}s is not JSON`);
  if (!holdsGroups(schema)) throw new BadAnswerError(`for the metadata schema of ${kind}s holds no groups of fields`);
  // A group is an object; what else stands among them may say that they are not all.
  for (const [name, group] of Object.entries(schema ?? {})) {
    if (typeof group !== 'object')
      judgeMember(name, JSON.stringify(group), { what: `the metadata schema of ${kind}s` });
  }
  return schema;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, withEveryDigit);
  } catch {
    return undefined;
  }
}

/** A number that a double cannot hold goes on as its text, which JSON.stringify then writes as it came. */
const withEveryDigit = ((_key: string, value: unknown, { source }: { source?: string }) => {
  return typeof value === 'number' && source !== undefined && JSON.stringify(value) !== source
    ? rawNumber(source)
    : value;
}) as (key: string, value: unknown) => unknown;

/** ES2025's JSON.rawJSON, which TypeScript does not declare yet. */
function rawNumber(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}

/** A message in the place of a schema, such as `{"error": "…"}` with status 200, would pass for one without fields. */
function holdsGroups(schema: unknown): boolean {
  if (!isObject(schema)) return schema === null || Array.isArray(schema);
  const groups = Object.values(schema);
  return groups.length === 0 || groups.some((group) => group === null || isObject(group));
}
