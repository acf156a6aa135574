import { numbers } from '../expression/values.ts';

/** The state of one aggregator for one group. */
export interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

export function folding<T>(start: T, fold: (held: T, value: unknown) => T): Accumulator {
  let held = start;
  return {
    add: (value) => {
      held = fold(held, value);
    },
    result: () => held,
  };
}

export function average(): Accumulator {
  let sum = 0;
  let count = 0;
  return {
    add: (value) => {
      sum += numbers(value, 0)?.[0] ?? 0;
      count += 1;
    },
    result: () => (count === 0 ? null : sum / count),
  };
}

export function listing(): Accumulator {
  const held: unknown[] = [];
  return { add: (value) => held.push(value), result: () => held };
}

export function counting(): Accumulator {
  return folding(0, (total: number) => total + 1);
}

export function countingDistinct(): Accumulator {
  const texts = new Set<string>();
  const others = new Set<string>();
  return {
    add: (value) => (typeof value === 'string' ? texts.add(value) : others.add(JSON.stringify(value))),
    result: () => texts.size + others.size,
  };
}

export function median(): Accumulator {
  const held: number[] = [];
  return {
    add: (value) => {
      const found = numbers(value, 0)?.[0];
      if (found !== undefined) held.push(found);
    },
    result: () => {
      const sorted = held.toSorted((left, right) => left - right);
      const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
      return sorted.length === 0 ? null : middle.reduce((a, b) => a + b) / middle.length;
    },
  };
}
