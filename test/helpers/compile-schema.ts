import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv, ['date-time', 'date']);

/** Cached, because compiling takes milliseconds and tests check hundreds of runs against the same few schemas. */
const compiled = new Map<string, ValidateFunction>();
const compiledObjects = new WeakMap<object, ValidateFunction>();

/** The validator of a JSON schema. Equal schemas share a validator, so read its `errors` before the next call. */
export function compileSchema(schema: object): ValidateFunction {
  const known = compiledObjects.get(schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(schema);
  const validate = compiled.get(text) ?? ajv.compile(schema);
  compiled.set(text, validate);
  compiledObjects.set(schema, validate);
  return validate;
}
