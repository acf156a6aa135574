import { expect, test } from 'vitest';
import { BREAKS } from './mutants/breaks.ts';
import { checkBreak } from './mutants/broken-connector.ts';
import { hunt, SEEDS } from './mutants/hunt.ts';

const TIMEOUT_MS = 300_000;
const FEW_SEEDS = 5;
/** Those that are caught soonest; `npm run simulate -- --mutations` hunts all. */
const QUICK = ['sources/events/index.ts', 'pendo/filter.ts', 'records/convert/record.ts', 'sources/entities/index.ts'];

test.each(BREAKS)('The code still has the place for the break: $name', async (one) => {
  await expect(checkBreak(one)).resolves.toBeUndefined();
});

test('The simulation finds nothing in a copy without a break: what it catches is the break, not the copy', async () => {
  const text = 'export async function runCli';
  expect(await hunt({ name: 'no break', file: 'cli.ts', text, by: text }, FEW_SEEDS)).toBeUndefined();
});

test.each(BREAKS.filter(({ file }) => QUICK.includes(file)))(
  `The simulation catches within ${SEEDS} seeds: $name`,
  async (one) => {
    expect(await hunt(one)).toBeDefined();
  },
  TIMEOUT_MS,
);
