import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHttpDate } from '../../../src/pendo/http-date.ts';

const WRITTEN = Date.UTC(2026, 10, 6, 8, 49, 37);

test.each([['Fri, 06 Nov 2026 08:49:37 GMT'], ['Friday, 06-Nov-26 08:49:37 GMT'], ['Fri Nov  6 08:49:37 2026']])(
  'The HTTP date "%s" is read.',
  (text) => {
    expect(parseHttpDate(text)).toBe(WRITTEN);
  },
);

test.each([
  ...['', '0', '1', '-1', '2026', '275760', '1794000000000', 'yesterday', 'Fri', 'now'],
  ...['2026-11-06', '2026-11-06T08:49:37Z', '+275760-09-13T00:00:00Z', '-200000-01-01T00:00:00Z'],
  ...['Fri, 06 Nov 2026 08:49:37', 'Fri, 06 Nov 2026 08:49:37 CET', 'Fri, 06 Nov 2026 08:49:37 +0100'],
  ...['Fri, 6 Nov 2026 08:49:37 GMT', 'Fri, 06 Nov 26 08:49:37 GMT', '06 Nov 2026 08:49:37 GMT'],
  ...['Thu, 06 Nov 2026 08:49:37 GMT', 'Fri, 06 Foo 2026 08:49:37 GMT', 'Mon, 31 Feb 2026 08:49:37 GMT'],
  ...['Fri, 06 Nov 2026 24:00:00 GMT', 'Fri, 06 Nov 2026 08:61:37 GMT', 'Thu, 99 Foo 2026 99:99:99 GMT'],
  ...['Fri, 06 Nov 2026 08:49:37 GMT, Fri, 06 Nov 2026 08:49:37 GMT', ' Fri, 06 Nov 2026 08:49:37 GMT'],
])('"%s" is not an HTTP date.', (text) => {
  expect(parseHttpDate(text)).toBeUndefined();
});

test('Every second of four centuries is parsed correctly.', () => {
  const seconds = fc.integer({ min: Date.UTC(1900, 0, 1) / 1000, max: Date.UTC(2300, 0, 1) / 1000 });
  fc.assert(
    fc.property(seconds, (second) => {
      expect(parseHttpDate(new Date(second * 1000).toUTCString())).toBe(second * 1000);
    }),
  );
});
