import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrap } from '../../../src/probe/report/wrap.ts';

test('no line is longer than the width, and no word is lost.', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z;,.]{1,30}$/), { minLength: 1 }),
      fc.integer({ min: 8, max: 80 }),
      (words, width) => {
        const lines = wrap(words.join(' '), width);
        expect(lines.filter((line) => line.length > width)).toEqual([]);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
      },
    ),
  );
});

test('lines are broken at spaces.', () => {
  expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  expect(wrap('', 9)).toEqual(['']);
});
