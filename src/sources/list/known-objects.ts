import { hash } from 'node:crypto';
import type { RecordChanges } from '../../records/reader-options.ts';
import { isObject } from '../../utils/is-object.ts';

/** 48 bits of a hash for each object: a change goes unseen once in 280 million million. */
const HASH_CHARS = 8;
/** With more objects nothing is remembered: the state would be megabytes. */
const MOST_OBJECTS = 50_000;

/** Key to the hash of the content, as the last sync left them. */
export type KnownObjects = ReadonlyMap<string, string>;

/** From what a state holds; undefined when it remembers nothing. */
export function readKnownObjects(objects: unknown): KnownObjects | undefined {
  if (!isObject(objects)) return undefined;
  const entries = Object.entries(objects).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return new Map(entries);
}

/** Which objects of a list changed since the last sync, and which are gone. Made anew for each answer that is read. */
export interface ListChanges extends RecordChanges {
  /** The keys of the objects that the answer lacks; to be asked when it was read to its end. */
  gone(): readonly string[];
  /** For the state; undefined when there are too many objects to be remembered. */
  toState(): Readonly<Record<string, string>> | undefined;
}

export function createListChanges(known: KnownObjects | undefined): ListChanges {
  const seen = new Map<string, string>();
  const emitted = new Set<string>();
  const passedOver = new Set<string>();
  return {
    isNew(key, content) {
      // Of objects that share a key the last one has to be the last one in the table, so all follow the first that differs.
      const mark = hash('sha256', (seen.get(key) ?? '') + content, 'base64url').slice(0, HASH_CHARS);
      seen.set(key, mark);
      const isNew = known?.get(key) !== mark || emitted.has(key);
      if (isNew) emitted.add(key);
      return isNew;
    },
    passOver: (key) => void passedOver.add(key),
    gone: () => [...(known?.keys() ?? [])].filter((key) => !seen.has(key) && !passedOver.has(key)),
    toState: () => (seen.size > MOST_OBJECTS ? undefined : Object.fromEntries(seen)),
  };
}
