import { expect, test } from 'vitest';
import { TooMuchError } from '../../../src/airbyte/errors.ts';
import { createShrinkingLimit } from '../../../src/streams/readers/shrinking.ts';
import { createFailureBudget } from '../../../src/sync/read-windows.ts';

function failing(times: number): { readonly asked: number[]; request(limit: number): Promise<string> } {
  const asked: number[] = [];
  return {
    asked,
    async request(limit) {
      asked.push(limit);
      if (asked.length <= times) throw new TooMuchError({ failureType: 'transient_error', message: 'cut' });
      return 'rows';
    },
  };
}

test('A limit is halved down to one row, and one row is asked for three times more, since a cut is no lack of room.', async () => {
  const { asked, request } = failing(5);
  const limit = createShrinkingLimit(4, createFailureBudget(60), () => {});
  await expect(limit.ask(request)).resolves.toBe('rows');
  expect(asked).toEqual([4, 2, 1, 1, 1, 1]);
});

test('One row that stays too much ends with its error.', async () => {
  const { asked, request } = failing(100);
  const limit = createShrinkingLimit(2, createFailureBudget(60), () => {});
  await expect(limit.ask(request)).rejects.toThrow('cut');
  expect(asked).toEqual([2, 1, 1, 1, 1]);
});
