import type { Expression } from '../expression/parse.ts';
import { compareForSort, isTrue, numbers } from '../expression/values.ts';
import { Refusal } from '../http/refusal.ts';
import type { PendoRow } from '../types.ts';
import { type Context, compileOrRefuse } from './context.ts';
import { asList, isObject } from './json.ts';

interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

/** Documented names [D]; that null is passed over by all but `count: null` is inferred [I]. `median` and `mean` are left out. */
const AGGREGATORS: ReadonlyMap<string, () => Accumulator> = new Map([
  ['avg', average],
  ['count', () => folding(0, (total: number) => total + 1)],
  ['countIf', () => folding(0, (total: number, value) => total + (isTrue(value) ? 1 : 0))],
  ['first', () => folding<unknown>(null, (held, value) => held ?? value)],
  ['list', listing],
  [
    'max',
    () => folding<unknown>(null, (held, value) => (held === null || compareForSort(value, held) > 0 ? value : held)),
  ],
  [
    'min',
    () => folding<unknown>(null, (held, value) => (held === null || compareForSort(value, held) < 0 ? value : held)),
  ],
  ['sum', () => folding(0, (total: number, value) => total + (numbers(value, 0)?.[0] ?? 0))],
]);

export interface Totals {
  add(row: PendoRow): void;
  result(): Record<string, unknown>;
}

interface Field {
  readonly name: string;
  readonly create: () => Accumulator;
  readonly value: Expression;
}

/** Reads `fields` of group and reduce, a map or a list of maps [D], such as `{"minutes": {"sum": "numMinutes"}}`. */
export function compileTotals(context: Context, argument: unknown): () => Totals {
  const maps = asList(argument);
  if (!maps.every(isObject)) throw new Refusal(400, 'fields must be a map of aggregators');
  const fields = maps.flatMap((map) => Object.entries(map)).map(([name, spec]) => compileField(context, name, spec));
  return () => createTotals(fields);
}

function compileField(context: Context, name: string, spec: unknown): Field {
  const [[aggregator, text] = ['', null]] = isObject(spec) ? Object.entries(spec) : [];
  const create = AGGREGATORS.get(aggregator);
  if (create === undefined) throw new Refusal(400, `unknown aggregator ${JSON.stringify(aggregator)}`);
  return { name, create, value: text === null ? () => true : compileOrRefuse(context, text, aggregator) };
}

function createTotals(fields: readonly Field[]): Totals {
  const held = fields.map(({ name, create, value }) => ({ name, value, accumulator: create() }));
  return {
    add: (row) => {
      for (const { accumulator, value } of held) {
        const found = value(row);
        if (found !== null) accumulator.add(found);
      }
    },
    result: () => Object.fromEntries(held.map(({ name, accumulator }) => [name, accumulator.result()])),
  };
}

function folding<T>(start: T, fold: (held: T, value: unknown) => T): Accumulator {
  let held = start;
  return {
    add: (value) => {
      held = fold(held, value);
    },
    result: () => held,
  };
}

function average(): Accumulator {
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

function listing(): Accumulator {
  const held: unknown[] = [];
  return { add: (value) => held.push(value), result: () => held };
}
