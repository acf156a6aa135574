import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { RecordChanges } from '../../records/reader-options.ts';

/** 48 bits of a hash for each object: a change goes unseen once in 280 million million. */
const HASH_CHARS = 8;
/** With more objects nothing is remembered: the state would be megabytes. */
const MOST_OBJECTS = 50_000;
/** Far above what so many objects take. */
const LONGEST_TEXT = 256 * 1024 * 1024;

/** Key to the hash of the content, as the last sync left them. */
export type KnownObjects = ReadonlyMap<string, string>;

/** From what a state holds; undefined when it remembers nothing that can be read. */
export function readKnownObjects(objects: unknown): KnownObjects | undefined {
  if (typeof objects !== 'string') return undefined;
  try {
    const lines = inflateRawSync(Buffer.from(objects, 'base64'), { maxOutputLength: LONGEST_TEXT }).toString('utf8');
    return new Map(lines.split('\n').flatMap((line) => [parseLine(line)].filter((entry) => entry !== undefined)));
  } catch {
    return undefined;
  }
}

/** The mark and the key, which is JSON text and so holds no line break. */
function parseLine(line: string): [key: string, mark: string] | undefined {
  return line.length > HASH_CHARS ? [line.slice(HASH_CHARS), line.slice(0, HASH_CHARS)] : undefined;
}

/** Packed, since keys repeat the ids of their parents: about 40 characters per object. */
function packObjects(objects: KnownObjects): string {
  const lines = Array.from(objects, ([key, mark]) => mark + key);
  return deflateRawSync(Buffer.from(lines.join('\n'))).toString('base64');
}

/** Which objects of a list changed since the last sync, and which are gone. Made anew for each answer that is read. */
export interface ListChanges extends RecordChanges {
  /** The keys of the objects that the answer lacks; to be asked when it was read to its end. */
  gone(): readonly string[];
  /** For the state; undefined when there are too many objects to be remembered. */
  toState(): string | undefined;
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
    toState: () => (seen.size > MOST_OBJECTS ? undefined : packObjects(seen)),
  };
}
