// Iterates over the members of an object that was already skipped, and so validated.
import { equals } from './bytes';
import { kind, skipColon, skipSpace, skipString, skipToMember, skipValue } from './json';
import { Kind, NONE, Text } from './plan';

/** The last member read. `kind` in json.ts is the kind of its value. */
export let name: usize = 0;
export let nameLength: u32 = 0;
export let valueStart: usize = 0;
export let valueEnd: usize = 0;

/** Returns the address of the first member of the object at `at`, or of its closing brace. */
export function firstMember(at: usize): usize {
  return skipSpace(at + 1);
}

/** Reads the member at `at`. Returns the next one or the closing brace, or 0 when the name holds an escape. */
export function readMember(at: usize): usize {
  name = at + 1;
  const nameEnd = skipString(at) - 1;
  if (kind !== Kind.PlainString) return 0;
  nameLength = <u32>(nameEnd - name);
  valueStart = skipColon(nameEnd + 1);
  valueEnd = skipValue(valueStart, 1);
  return skipToMember(valueEnd);
}

/** Returns the index of the entry with this name, or NONE. Each entry has `bytes` bytes and begins with a Text. */
export function findName(entries: u32, count: u32, bytes: u32, at: usize, length: u32): u32 {
  for (let index: u32 = 0; index < count; index += 1) {
    const entry = changetype<Text>(<usize>(entries + index * bytes));
    if (entry.length === length && equals(at, entry.at, length)) return index;
  }
  return NONE;
}
