import type { ColumnDefinition } from './types.ts';

/** A text column. A list or an object in it becomes its JSON text. */
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

/** A time that Pendo writes in epoch milliseconds and that records hold in RFC 3339. */
export function time(description: string): ColumnDefinition {
  return { type: 'time', description };
}

export function object(description: string): ColumnDefinition {
  return { type: 'object', description };
}

/** A value of any type, passed on unchanged. For fields about which clients disagree. */
export function any(description: string): ColumnDefinition {
  return { type: 'any', description };
}

export function list(items: NonNullable<ColumnDefinition['items']>, description: string): ColumnDefinition {
  return { type: 'array', items, description };
}
