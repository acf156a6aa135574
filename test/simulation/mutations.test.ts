import { expect, test } from 'vitest';
import { BREAKS } from './mutants/breaks.ts';
import { checkBreak } from './mutants/broken-connector.ts';
import { catchBreak, MAX_SEEDS } from './mutants/hunt.ts';

const TIMEOUT_MS = 300_000;
const FEW_SEEDS = 3;
/** The files whose breaks are caught soonest. `npm run simulate -- --mutations` tries all breaks. */
const QUICKLY_CAUGHT = ['pendo/filter.ts', 'records/convert/record.ts', 'records/convert/explode.ts'];

test.each(BREAKS)('The code that this break replaces still exists: $name', async (one) => {
  await expect(checkBreak(one)).resolves.toBeUndefined();
});

test(
  'The simulation finds nothing in a copy without a break, so that what it catches is the break.',
  async () => {
    const text = 'export async function runCli';
    expect(await catchBreak({ name: 'no break', file: 'cli.ts', text, by: text }, FEW_SEEDS)).toBeUndefined();
  },
  TIMEOUT_MS,
);

test.each(BREAKS.filter(({ file }) => QUICKLY_CAUGHT.includes(file)))(
  `Within ${MAX_SEEDS} seeds the simulation catches this break: $name`,
  async (one) => {
    expect(await catchBreak(one)).toBeDefined();
  },
  TIMEOUT_MS,
);
