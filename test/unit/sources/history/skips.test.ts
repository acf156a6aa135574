import { expect, test } from 'vitest';
import { ConnectorError, PassingError, RefusedError, TooMuchError } from '../../../../src/airbyte/errors.ts';
import { createSkips } from '../../../../src/sources/history/skips.ts';

const facts = { failureType: 'transient_error', message: 'no' } as const;
const refused = (status: number) => new RefusedError({ ...facts, status });

interface Sync {
  /** The number of visitors. `refused` of them are refused on each of five days. */
  readonly visitors: number;
  readonly refused: number;
  readonly status: number;
}

/** The refused visitors come first. */
function failureOf({ visitors, refused: bad, status }: Sync): string | undefined {
  const skips = createSkips('visitor_history');
  try {
    for (let day = 0; day < 5; day += 1) {
      for (let visitor = 0; visitor < visitors; visitor += 1) {
        if (visitor < bad) skips.skip(visitor, refused(status), skips.answers);
        else skips.answered();
      }
    }
    skips.judge();
    return undefined;
  } catch (error) {
    return error instanceof ConnectorError ? error.message : String(error);
  }
}

test.each([
  ['one of many', { visitors: 30, refused: 1, status: 403 }],
  ['one of two', { visitors: 2, refused: 1, status: 400 }],
  ['the only one', { visitors: 1, refused: 1, status: 400 }],
  ['one tenth', { visitors: 200, refused: 20, status: 413 }],
  ['150 deleted ones that sort first', { visitors: 1500, refused: 150, status: 404 }],
  ['three of few', { visitors: 5, refused: 3, status: 404 }],
])('%s may be skipped', (_name, sync) => {
  expect(failureOf(sync)).toBeUndefined();
});

test.each([
  ['more than one tenth', { visitors: 100, refused: 15, status: 403 }],
  ['more than one tenth, even if they are unknown', { visitors: 30, refused: 4, status: 404 }],
  ['all', { visitors: 5, refused: 5, status: 400 }],
  ['thousands before the first answer', { visitors: 5000, refused: 4000, status: 404 }],
])('%s end the stream with an error', (_name, sync) => {
  expect(failureOf(sync)).toContain(`${sync.status}`);
  expect(failureOf(sync)).toContain('too many to skip');
});

test.each([
  ['an answer without history', new PassingError(facts), true, true],
  ['a 500 while others are answered', refused(500), true, true],
  ['a 500 while no request is answered', refused(500), false, false],
  ['an answer that always breaks off while others come', new TooMuchError(facts), true, true],
  ['an answer that always breaks off', new TooMuchError(facts), false, false],
  ['no network', new ConnectorError(facts), true, false],
])('%s', (_name, error, othersAnswered, isSkipped) => {
  const skips = createSkips('visitor_history');
  if (othersAnswered) skips.answered();
  const skip = () => skips.skip('a', error, 0);
  if (isSkipped) expect(skip).not.toThrow();
  else expect(skip).toThrow(error);
});
