import { Random } from '../data/prng.ts';
import type { PendoRow } from '../types.ts';

const BLOCK_ROWS = 1_000;

/**
 * Shuffles rows within blocks, differently at each request, so that a client that relies on the order of equal rows
 * fails.
 */
export function* shuffled(rows: Iterable<PendoRow>, seed: number): Generator<PendoRow> {
  const random = new Random(seed, ['order']);
  let block: PendoRow[] = [];
  for (const row of rows) {
    block.push(row);
    if (block.length < BLOCK_ROWS) continue;
    yield* inRandomOrder(block, random);
    block = [];
  }
  yield* inRandomOrder(block, random);
}

function inRandomOrder(rows: readonly PendoRow[], random: Random): PendoRow[] {
  return rows
    .map((row) => ({ row, key: random.next() }))
    .sort((left, right) => left.key - right.key)
    .map(({ row }) => row);
}
