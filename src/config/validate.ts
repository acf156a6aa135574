import { Ajv, type ErrorObject } from 'ajv';
import { configError } from '../airbyte/errors.ts';
import { isObject } from '../utils/is-object.ts';
import { normalizeObject } from './normalize.ts';
import { type ConnectorSpecification, type ObjectSchema, orderedProperties, type PropertySchema } from './spec.ts';

/** Keywords of Airbyte's forms, listed one by one so that ajv rejects a misspelt keyword in spec.json. */
const AIRBYTE_KEYWORDS = [
  'airbyte_hidden',
  'airbyte_secret',
  'always_show',
  'group',
  'groups',
  'order',
  'pattern_descriptor',
];

/**
 * Checks a config against the spec. Returns it normalized, with defaults filled in. Throws one config error whose
 * sentence names each invalid property, in the spec's order, and what would be right. It never repeats a value: someone
 * may have put the key into the wrong field.
 */
export function validateConfig(raw: unknown, spec: ConnectorSpecification): Record<string, unknown> {
  if (!isObject(raw))
    throw configError('The config must be a JSON object with the properties integration_key and start_date.');
  const schema = spec.connectionSpecification;
  const config = normalizeObject(raw, schema);
  const errors = schemaErrors(config, schema);
  if (errors.length > 0) throw configError(`${sentenceParts(errors, schema).join('; ')}.`);
  return config;
}

/** One for all checks: it compiles a schema once. */
const ajv = new Ajv({ allErrors: true, useDefaults: true, validateFormats: false, validateSchema: false });
ajv.addVocabulary(AIRBYTE_KEYWORDS);

/**
 * Does not check formats: `format: date` is there for the date picker of Airbyte's form, but would reject MM/DD/YYYY,
 * which the pattern allows. (Airbyte's server does check formats, so MM/DD/YYYY works only for configs that come
 * another way.) Does not validate spec.json itself either: compiling the meta-schema takes longer than everything else
 * here, and a test does it.
 */
function schemaErrors(config: Record<string, unknown>, schema: ObjectSchema): readonly ErrorObject[] {
  const validate = ajv.compile(schema);
  return validate(config) ? [] : (validate.errors ?? []);
}

/** Returns one part per invalid property, in the spec's order, however many rules its value breaks. */
function sentenceParts(errors: readonly ErrorObject[], schema: ObjectSchema): string[] {
  const missing = new Set(errors.filter(({ keyword }) => keyword === 'required').map(pathOf));
  const wrong = new Set(errors.map(pathOf));
  return listProperties(schema)
    .filter(({ path }) => wrong.has(path))
    .map(
      ({ path, property }) => `${path} ${missing.has(path) ? 'is missing and ' : ''}must be ${expectation(property)}`,
    );
}

/** Turns `/advanced/page_size` into `advanced.page_size`, as people write it. */
function pathOf({ instancePath, params }: ErrorObject): string {
  const names = instancePath.split('/').slice(1);
  if (typeof params.missingProperty === 'string') names.push(params.missingProperty);
  return names.join('.');
}

function listProperties(
  schema: Pick<PropertySchema, 'properties'>,
  prefix = '',
): { readonly path: string; readonly property: PropertySchema }[] {
  return orderedProperties(schema).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    return [{ path, property }, ...listProperties(property, `${path}.`)];
  });
}

function expectation(property: PropertySchema): string {
  if (property.enum !== undefined) return `one of ${property.enum.map((value) => `"${value}"`).join(', ')}`;
  switch (property.type) {
    case 'boolean':
      return 'true or false, without quotes';
    case 'integer':
      return `a whole number from ${property.minimum} to ${property.maximum}, without quotes`;
    case 'object':
      return `an object with any of the properties ${Object.keys(property.properties ?? {}).join(', ')}`;
    case 'string':
      return textExpectation(property);
  }
}

function textExpectation({ pattern_descriptor: descriptor, examples }: PropertySchema): string {
  const form =
    descriptor === undefined ? 'a text in quotes' : `a text in quotes that matches the pattern ${descriptor}`;
  return examples?.[0] === undefined ? form : `${form}, such as "${examples[0]}"`;
}
