import type { ColumnDefinition } from './types.ts';

/** A column of text. A list or an object that arrives in it is kept as its JSON text. */
export function text(description: string): ColumnDefinition {
  return { type: 'string', description };
}

export function integer(description: string): ColumnDefinition {
  return { type: 'integer', description };
}

export function number(description: string): ColumnDefinition {
  return { type: 'number', description };
}

export function boolean(description: string): ColumnDefinition {
  return { type: 'boolean', description };
}

/** A time that Pendo writes in epoch milliseconds and that we hand out as RFC 3339. */
export function time(description: string): ColumnDefinition {
  return { type: 'time', description };
}

export function object(description: string): ColumnDefinition {
  return { type: 'object', description };
}

/** A value of any type, which passes as it came: for fields of which different clients tell different things. */
export function any(description: string): ColumnDefinition {
  return { type: 'any', description };
}

export function list(items: NonNullable<ColumnDefinition['items']>, description: string): ColumnDefinition {
  return { type: 'array', items, description };
}
