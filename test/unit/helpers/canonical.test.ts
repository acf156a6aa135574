import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExact } from '../../helpers/airbyte/exact-json.ts';
import { canonical, canonicalRecord } from '../../helpers/canonical.ts';

const same = (left: string, right: string) => canonical(parseExact(left)) === canonical(parseExact(right));

test.each([
  ['1.0', '1'],
  ['1e3', '1000'],
  ['-1.20E+2', '-120'],
  ['0.0', '-0'],
  ['{"a":1,"b":[2.0]}', '{"b":[2],"a":1.00}'],
  ['"\\u00e9"', '"é"'],
])('%s means the same as %s', (left, right) => {
  expect(same(left, right)).toBe(true);
});

test.each([
  ['9007199254740993', '9007199254740992'],
  ['0.1234567890123456789012345', '0.1234567890123456789012346'],
  ['1e400', '1e401'],
  ['1', '"1"'],
  ['[1,2]', '[2,1]'],
  ['null', '{}'],
])('%s does not mean the same as %s', (left, right) => {
  expect(same(left, right)).toBe(false);
});

test('A value means the same after a round trip through JSON and in any order of its members.', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonical(parseExact(JSON.stringify(value)))).toBe(canonical(value));
      expect(canonical(reversed(value))).toBe(canonical(value));
    }),
  );
});

test('A null column equals an absent column, but a nested null does not equal an absent member.', () => {
  expect(canonicalRecord({ a: null, b: 1 })).toBe(canonicalRecord({ b: 1 }));
  expect(canonicalRecord({ a: { b: null } })).not.toBe(canonicalRecord({ a: {} }));
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}
