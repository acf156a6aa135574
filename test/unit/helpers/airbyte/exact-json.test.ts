import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExact } from '../../../helpers/airbyte/exact-json.ts';

const digits = (maxLength: number) => fc.stringMatching(new RegExp(`^\\d{1,${maxLength}}$`));
const sign = fc.constantFrom('', '-');
const number = fc.oneof(
  fc.tuple(sign, fc.constantFrom('9', '8', '1'), digits(19)).map((parts) => parts.join('')),
  fc
    .tuple(sign, fc.constantFrom('0', '1', '12345678', '123456789'), digits(8))
    .map(([minus, whole, fraction]) => `${minus}${whole}.${fraction}`),
  fc.tuple(sign, fc.nat(), fc.constantFrom('e', 'E', 'e+', 'E-'), fc.nat(400)).map((parts) => parts.join('')),
  fc.constantFrom(
    '0',
    '-0',
    '-0.0',
    '0.000001',
    '0.0000001',
    '9007199254740993',
    '-9007199254740993',
    '8999999999999999',
  ),
);
const space = fc.constantFrom('', ' ', '\n\t ');
const places = fc.constantFrom<(number: string, space: string) => string>(
  (text, blank) => `${blank}${text}${blank}`,
  (text, blank) => `{"a"${blank}:${blank}${text}${blank},"b":"c"}`,
  (text, blank) => `{"a":{"b":[${blank}1${blank},${blank}${text}${blank}]}}`,
  (text, blank) => `[${blank}${text}${blank},"x"]`,
);

test('No digit of a number is lost, wherever it stands.', () => {
  fc.assert(
    fc.property(number, places, space, (text, place, blank) => {
      const whole = place(text, blank);
      expect(JSON.stringify(parseExact(whole))).toBe(whole.replace(/\s/g, ''));
    }),
    { numRuns: 2000 },
  );
});
