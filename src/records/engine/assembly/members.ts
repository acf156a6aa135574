// Walks over the members of an object that was walked over, and so checked, before.
import { equals } from './bytes';
import { kind, skipColon, skipSpace, skipString, skipToMember, skipValue } from './json';
import { Kind, NONE, Text } from './plan';

/** Of the member that was read last; `kind` in json.ts is its value's. */
export let name: usize = 0;
export let nameLength: u32 = 0;
export let valueStart: usize = 0;
export let valueEnd: usize = 0;

/** The first member of the object at `at`, or its closing brace. */
export function firstMember(at: usize): usize {
  return skipSpace(at + 1);
}

/** Reads the member at `at` and returns the next one, or the closing brace; 0 when its name holds an escape. */
export function readMember(at: usize): usize {
  name = at + 1;
  const nameEnd = skipString(at) - 1;
  if (kind !== Kind.PlainString) return 0;
  nameLength = <u32>(nameEnd - name);
  valueStart = skipColon(nameEnd + 1);
  valueEnd = skipValue(valueStart, 1);
  return skipToMember(valueEnd);
}

/** The index of the entry that begins with this name, as a Text; entries have `bytes` each. NONE when there is none. */
export function findName(entries: u32, count: u32, bytes: u32, at: usize, length: u32): u32 {
  for (let index: u32 = 0; index < count; index += 1) {
    const entry = changetype<Text>(<usize>(entries + index * bytes));
    if (entry.length === length && equals(at, entry.at, length)) return index;
  }
  return NONE;
}
