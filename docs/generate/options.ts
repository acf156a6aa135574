import { type ConnectorSpecification, orderedProperties, type PropertySchema } from '../../src/config/spec.ts';

/**
 * One option as the documents describe it. The name of a nested option begins with its group, e.g.
 * `advanced.page_size`.
 */
export interface Option {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly values: string;
  readonly default: string | undefined;
  readonly required: boolean;
  /** Facts that apply to few options. */
  readonly remarks: readonly string[];
}

/** The parts of a property in spec.json that the connector itself does not read. */
interface DescribedProperty extends PropertySchema {
  readonly title: string;
  readonly description: string;
  readonly default?: string | number | boolean;
  readonly airbyte_hidden?: boolean;
}

/** Returns all options of the spec, groups resolved, in the order of Airbyte's form. */
export function listOptions(spec: ConnectorSpecification): readonly Option[] {
  return optionsOf(spec.connectionSpecification, '');
}

function optionsOf(schema: Pick<PropertySchema, 'properties' | 'required'>, prefix: string): readonly Option[] {
  return orderedProperties(schema).flatMap(([key, property]) => {
    const name = prefix + key;
    if (property.type === 'object') return optionsOf(property, `${name}.`);
    return [toOption(name, property as DescribedProperty, schema.required?.includes(key) ?? false)];
  });
}

function toOption(name: string, property: DescribedProperty, required: boolean): Option {
  const { title, description } = property;
  const value = property.default;
  return {
    name,
    title,
    description,
    values: valuesOf(property),
    default: value === undefined ? undefined : String(value),
    required,
    remarks: [
      ...(property.airbyte_secret ? ['Kept as a secret: it stands in no log and no error.'] : []),
      ...(property.airbyte_hidden ? ["Airbyte's form does not show it."] : []),
      ...(property.examples ?? []).map((example) => `For example \`${example}\`.`),
    ],
  };
}

function valuesOf(property: DescribedProperty): string {
  if (property.enum !== undefined) return property.enum.map((value) => `\`${value}\``).join(', ');
  switch (property.type) {
    case 'integer':
      return `${property.minimum} to ${property.maximum}`;
    case 'boolean':
      return '`true`, `false`';
    default:
      return property.pattern_descriptor ?? 'text';
  }
}
