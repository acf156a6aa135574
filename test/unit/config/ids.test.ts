import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import type { Config, Ids } from '../../../src/config/types.ts';

const NOW = Date.UTC(2026, 5, 15);
const PROPERTIES = [
  ['segment_ids', 'segmentIds'],
  ['report_ids', 'reportIds'],
] as const;

function parse(property: string, value: unknown): Config {
  const config = { integration_key: 'key', start_date: '2026-06-01', [property]: value };
  return parseConfig(config, { now: () => NOW });
}

describe.each(PROPERTIES)('%s', (property, name) => {
  test.each<[unknown, Ids | undefined]>([
    ['a', ['a']],
    ['a, b', ['a', 'b']],
    [' b ,a,b ', ['b', 'a']],
    ['a,b', ['a', 'b']],
    ['*', 'all'],
    [' * ', 'all'],
    ['a, *', 'all'],
    ['Ab-1_x.y~"', ['Ab-1_x.y~"']],
    ['12345678901234567890, 007', ['12345678901234567890', '007']],
    ['', undefined],
    ['   ', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('takes %j.', (value, wanted) => {
    expect(parse(property, value)[name]).toEqual(wanted);
  });

  test.each([...[5, true, [], ['a'], {}, { id: 'a' }], ...['a b', 'a,,b', ',a', 'a,', ',', 'a, ,b', 'a\nb', 'a;b c']])(
    'refuses %j in one sentence that says what is right and repeats nothing.',
    (value) => {
      expect(() => parse(property, value)).toThrow(
        new RegExp(
          `^${property} must be a text in quotes that matches the pattern ID, ID, ID or \\*, such as "\\*"\\.$`,
        ),
      );
    },
  );
});
