import { readFileSync } from 'node:fs';

/** The part of JSON Schema that spec.json uses. */
export interface PropertySchema {
  readonly type: 'string' | 'integer' | 'boolean' | 'object';
  readonly order: number;
  readonly pattern?: string;
  readonly pattern_descriptor?: string;
  readonly examples?: readonly string[];
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly airbyte_secret?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, PropertySchema>>;
}

export interface ObjectSchema {
  readonly type: 'object';
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, PropertySchema>>;
}

/** Airbyte's ConnectorSpecification: what `spec` prints. */
export interface ConnectorSpecification {
  readonly documentationUrl: string;
  readonly connectionSpecification: ObjectSchema;
}

/** The relative path is the same from src/config/ and from the bundle in dist/app/. */
const SPEC_URL = new URL('../../spec.json', import.meta.url);

/** spec.json, the single source of truth for the config. It is missing only if the installation is broken. */
export const SPEC: ConnectorSpecification = JSON.parse(readFileSync(SPEC_URL, 'utf8'));

/** Returns the properties of an object schema in the order in which Airbyte shows them. */
export function orderedProperties(schema: Pick<PropertySchema, 'properties'>): [string, PropertySchema][] {
  return Object.entries(schema.properties ?? {}).sort(([, a], [, b]) => a.order - b.order);
}
