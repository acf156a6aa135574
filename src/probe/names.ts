import { isObject } from '../utils/is-object.ts';
import { got } from './questions.ts';
import type { Asking } from './types.ts';

/** As Pendo writes the names of its own fields. */
const LIKE_PENDOS = /^[a-z]{2,}(?:[A-Z][a-z]+|[A-Z]{2,4})*$/;
const FILLED_BY_CUSTOMERS = ['properties', 'parameters'];
const MOST_NAMES = 20;
const LONGEST_NAME = 40;

/**
 * Names of fields from the top level of Pendo's rows, for the report. There they are Pendo's own: what a customer names is
 * metadata, properties and parameters, which lie deeper. A name is still not shown if it is also one of those, or does
 * not look like one of Pendo's.
 */
export async function showNames(
  asking: Asking,
  names: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[] = [],
): Promise<string> {
  const [theirs, inside] = [await metadataNames(asking), namesInside(rows)];
  const isPendos = (name: string) =>
    theirs !== undefined &&
    name.length <= LONGEST_NAME &&
    LIKE_PENDOS.test(name) &&
    !theirs.has(name.toLowerCase()) &&
    !inside.has(name.toLowerCase());
  const shown = names.filter(isPendos).slice(0, MOST_NAMES);
  const hidden = names.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`${hidden} whose names are not shown`] : [])].join(', ');
}

/** The names in the objects that customers fill, in lower case. */
function namesInside(rows: readonly Readonly<Record<string, unknown>>[]): ReadonlySet<string> {
  const objects = rows.flatMap((row) => FILLED_BY_CUSTOMERS.map((name) => row[name]));
  return new Set(objects.filter(isObject).flatMap((filled) => Object.keys(filled).map((name) => name.toLowerCase())));
}

/** The names of the customer's metadata, in lower case. Undefined when Pendo does not tell them. */
async function metadataNames(asking: Asking): Promise<ReadonlySet<string> | undefined> {
  const answers = await Promise.all(METADATA_SCHEMAS.map((question) => asking.ask(question)));
  const schemas = answers.flatMap((answer) => (answer.kind === 'answered' ? answer.rows.filter(isObject) : []));
  if (schemas.length < answers.length) return undefined;
  const names = schemas
    .flatMap((schema) => Object.entries(schema))
    .flatMap(([group, fields]) => [group, ...(isObject(fields) ? Object.keys(fields) : [])]);
  return new Set(names.map((name) => name.toLowerCase()));
}

const METADATA_SCHEMAS = ['visitor', 'account'].map((kind) =>
  got(`the metadata schema of ${kind}s`, { path: `metadata/schema/${kind}` }, 'whole'),
);
