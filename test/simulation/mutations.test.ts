import { expect, test } from 'vitest';
import { BREAKS } from './mutants/breaks.ts';
import { checkBreak } from './mutants/broken-connector.ts';
import { catchBreak, MAX_SEEDS } from './mutants/hunt.ts';

const TIMEOUT_MS = 300_000;
/** The files whose breaks the first seed catches. `npm run simulate -- --mutations` tries all breaks. */
const CAUGHT_AT_ONCE = ['pendo/filter.ts', 'pendo/aggregation.ts', 'sync/window-queue.ts'];

test.each(BREAKS)('The code that this break replaces still exists: $name', async (one) => {
  await expect(checkBreak(one)).resolves.toBeUndefined();
});

test(
  'The simulation finds nothing in a copy without a break, so that what it catches is the break.',
  async () => {
    const text = 'export async function runCli';
    expect(await catchBreak({ name: 'no break', file: 'cli.ts', text, by: text }, 1)).toBeUndefined();
  },
  TIMEOUT_MS,
);

test.each(BREAKS.filter(({ file }) => CAUGHT_AT_ONCE.includes(file)))(
  `Within ${MAX_SEEDS} seeds the simulation catches this break: $name`,
  async (one) => {
    expect(await catchBreak(one)).toBeDefined();
  },
  TIMEOUT_MS,
);
