import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/http/retry-after.ts';

const DATE = 'Mon, 15 Jun 2026 12:00:00 GMT';

test.each([
  ['0', 0],
  ['1', 1000],
  ['1.5', 1500],
  ['86400', 86_400_000],
  ['Mon, 15 Jun 2026 12:00:30 GMT', 30_000],
  ['Mon, 15 Jun 2026 13:00:00 GMT', 3_600_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['-5', undefined],
  ['soon', undefined],
  ['', undefined],
])('Retry-After "%s" is %s ms, whatever our clock says', (value, ms) => {
  expect(retryAfterMs({ 'retry-after': value, date: DATE })).toBe(ms);
});
