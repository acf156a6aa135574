import { hash } from 'node:crypto';
import { groupsFromCatalog } from '../streams/record-shape.ts';
import { metadataKindOf } from '../streams/types.ts';
import type { SourceInput } from './kind.ts';

/** 36 bits of a hash for each name: a state comes with each page, and a subscription may have hundreds of fields. */
const MARK_CHARS = 6;

/**
 * The metadata groups of a catalog, and the fields that it declares as times: they decide how the groups of a row become
 * columns, and how times are written.
 */
export interface MetadataMarks {
  /** For the state: a mark for each name, one after the other. */
  readonly text: string;
  /** The names, as people know them, that are not among the marks of an older state. */
  missingIn(before: string): readonly string[];
}

/** Undefined for streams without metadata. */
export function metadataMarks({ definition, configured }: SourceInput): MetadataMarks | undefined {
  const kind = metadataKindOf(definition);
  if (kind === undefined) return undefined;
  const groups = groupsFromCatalog(configured.jsonSchema, kind);
  const names = Array.from(groups, ([group, times]) => [group, ...Array.from(times, (field) => `${group}.${field}`)]);
  const marks = new Map(names.flat().map((name) => [markOf(name), name]));
  return {
    text: [...marks.keys()].sort().join(''),
    missingIn(before) {
      const known = new Set(before.match(new RegExp(`.{${MARK_CHARS}}`, 'g')));
      return [...marks].filter(([mark]) => !known.has(mark)).map(([, name]) => name);
    },
  };
}

function markOf(name: string): string {
  return hash('sha256', name, 'base64url').slice(0, MARK_CHARS);
}
