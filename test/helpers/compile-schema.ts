import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv, ['date-time', 'date']);

/** Compiling a schema takes milliseconds, and tests judge hundreds of runs by the same few schemas. */
const compiled = new Map<string, ValidateFunction>();

/** The validator of a JSON schema. Read its `errors` before the next call: equal schemas share one validator. */
export function compileSchema(schema: object): ValidateFunction {
  const text = JSON.stringify(schema);
  const validate = compiled.get(text) ?? ajv.compile(schema);
  compiled.set(text, validate);
  return validate;
}
