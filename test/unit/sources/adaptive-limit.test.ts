import { expect, test } from 'vitest';
import { TooMuchError } from '../../../src/airbyte/errors.ts';
import { createShrinkingLimit } from '../../../src/sources/adaptive-limit.ts';
import { createFailureBudget } from '../../../src/sync/read-windows.ts';

function failing(times: number): {
  readonly asked: unknown[];
  request(limit: number, canSplit: boolean): Promise<string>;
} {
  const asked: unknown[] = [];
  return {
    asked,
    async request(limit, canSplit) {
      asked.push([limit, canSplit]);
      if (asked.length <= times) throw new TooMuchError({ failureType: 'transient_error', message: 'cut' });
      return 'rows';
    },
  };
}

test('A limit is halved down to one row, and the request for one row is told that it cannot be split.', async () => {
  const { asked, request } = failing(2);
  const limit = createShrinkingLimit(4, createFailureBudget(60), () => {});
  await expect(limit.ask(request)).resolves.toBe('rows');
  expect(asked).toEqual([
    [4, true],
    [2, true],
    [1, false],
  ]);
});

test('If one row is too much, its error is thrown.', async () => {
  const { asked, request } = failing(100);
  const limit = createShrinkingLimit(2, createFailureBudget(60), () => {});
  await expect(limit.ask(request)).rejects.toThrow('cut');
  expect(asked).toHaveLength(2);
});
