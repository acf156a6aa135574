import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

const OUR_KEYWORDS = ['airbyte_type', 'pendo_type'];

/** Shared, because each new instance compiles the meta-schema again. */
const ajv = strictAjv();

/** Compiles a schema. Refuses unknown keywords and types without their keywords, as strict as ajv can be. */
export function compileStrictly(schema: object): ValidateFunction {
  return ajv.compile(schema);
}

function strictAjv(): Ajv {
  const strict = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });
  formats.default(strict);
  for (const keyword of OUR_KEYWORDS) {
    strict.addKeyword({ keyword, schemaType: 'string' });
  }
  return strict;
}

export type Schema = Readonly<Record<string, unknown>>;

/** A schema and all schemas inside it. Names of properties are not mistaken for keywords. */
export function subschemas(schema: Schema): readonly Schema[] {
  const below = [
    ...Object.values((schema.properties ?? {}) as Record<string, Schema>),
    schema.items as Schema | undefined,
  ];
  return [schema, ...below.flatMap((each) => (each === undefined ? [] : subschemas(each)))];
}

export function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return schema.properties as Record<string, Schema>;
}

export function typesOf(schema: Schema | undefined): readonly unknown[] {
  return [schema?.type].flat();
}
