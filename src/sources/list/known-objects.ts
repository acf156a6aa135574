import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { RecordChanges } from '../../records/reader-options.ts';

/** 48 bits of a hash per object: one change in 280 trillion goes unnoticed. */
const HASH_CHARS = 8;
/** Larger lists are not remembered, since their states would be megabytes. */
const MOST_OBJECTS = 50_000;
/** Far more than this many objects need. */
const LONGEST_TEXT = 256 * 1024 * 1024;

/** The hash of each object's content by its key, as of the last sync. */
export type KnownObjects = ReadonlyMap<string, string>;

/** Reads the objects from a state; undefined when it holds none that can be read. */
export function readKnownObjects(objects: unknown): KnownObjects | undefined {
  if (typeof objects !== 'string') return undefined;
  try {
    const lines = inflateRawSync(Buffer.from(objects, 'base64'), { maxOutputLength: LONGEST_TEXT }).toString('utf8');
    return new Map(lines.split('\n').flatMap((line) => [parseLine(line)].filter((entry) => entry !== undefined)));
  } catch {
    return undefined;
  }
}

/** The line holds the hash and then the key. The key is JSON text, so it has no line break. */
function parseLine(line: string): [key: string, mark: string] | undefined {
  return line.length > HASH_CHARS ? [line.slice(HASH_CHARS), line.slice(0, HASH_CHARS)] : undefined;
}

/** Compressed, because keys repeat the ids of their parents. It takes about 40 characters per object. */
function packObjects(objects: KnownObjects): string {
  const lines = Array.from(objects, ([key, mark]) => mark + key);
  return deflateRawSync(Buffer.from(lines.join('\n'))).toString('base64');
}

/** Finds which objects of a list changed since the last sync and which are gone. Create one for each answer. */
export interface ListChanges extends RecordChanges {
  /** What the answer held so far. */
  readonly seen: KnownObjects;
  /** Returns the keys of the objects that are gone. Call it after the whole answer was read. */
  gone(): readonly string[];
  /** For the state; undefined when there are too many objects to remember. */
  toState(): string | undefined;
}

export function createListChanges(known: KnownObjects | undefined): ListChanges {
  const seen = new Map<string, string>();
  const emitted = new Set<string>();
  const passedOver = new Set<string>();
  return {
    seen,
    isNew(key, content) {
      // If objects share a key, the last one must end up in the table. So once one of them differs, all that follow are
      // emitted too.
      const mark = hash('sha256', (seen.get(key) ?? '') + content, 'base64url').slice(0, HASH_CHARS);
      seen.set(key, mark);
      const isNew = known?.get(key) !== mark || emitted.has(key);
      if (isNew) emitted.add(key);
      return isNew;
    },
    passOver: (key) => void passedOver.add(key),
    gone: () => [...(known?.keys() ?? [])].filter((key) => !seen.has(key) && !passedOver.has(key)),
    toState() {
      // What other apps had is still in the table: it has to be told when that is gone.
      const others = [...(known?.entries() ?? [])].filter(([key]) => passedOver.has(key) && !seen.has(key));
      const objects = new Map([...seen, ...others]);
      return objects.size > MOST_OBJECTS ? undefined : packObjects(objects);
    },
  };
}
