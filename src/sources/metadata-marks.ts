import { hash } from 'node:crypto';
import { groupsFromCatalog } from '../streams/record-shape.ts';
import { metadataKindOf } from '../streams/types.ts';
import type { SourceInput } from './kind.ts';

/** 36 bits of a hash per name. Each page emits a state, and a subscription may have hundreds of fields. */
const MARK_CHARS = 6;

/**
 * The metadata groups of a catalog and the fields that it declares as times. They decide which columns a row gets and
 * how times are written.
 */
export interface MetadataMarks {
  /** For the state: a mark for each name, one after the other. */
  readonly text: string;
  /** Returns the names, as people know them, that an older state's marks lack. */
  missingIn(before: string): readonly string[];
}

/** Returns undefined for streams without metadata. */
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
