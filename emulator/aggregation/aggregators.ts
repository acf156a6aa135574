import type { Expression } from '../expression/parse.ts';
import { compareForSort, isTrue, numbers } from '../expression/values.ts';
import { Refusal } from '../http/refusal.ts';
import type { PendoRow } from '../types.ts';
import { type Accumulator, average, counting, countingDistinct, folding, listing, median } from './accumulators.ts';
import { type Context, compileOrRefuse } from './context.ts';
import { asList, isObject } from './json.ts';
import type { Assignment } from './nested.ts';

/**
 * The names are documented. All aggregators except the count of rows skip null: for `count` this follows from its use,
 * for the others it is inferred (evidence.md#aggregators).
 */
const AGGREGATORS: ReadonlyMap<string, () => Accumulator> = new Map([
  ['avg', average],
  ['mean', average],
  ['median', median],
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
  result(): Assignment[];
}

interface Field {
  readonly name: string;
  readonly create: () => Accumulator;
  readonly value: Expression;
}

/**
 * Compiles `fields` of group and reduce, a map or a list of maps (evidence.md#group-operator), such as
 * `{"minutes": {"sum": "numMinutes"}}`.
 */
export function compileTotals(context: Context, argument: unknown): () => Totals {
  const maps = asList(argument);
  if (!maps.every(isObject)) throw new Refusal(400, 'fields must be a map of aggregators');
  const fields = maps.flatMap((map) => Object.entries(map)).map(([name, spec]) => compileField(context, name, spec));
  return () => createTotals(fields);
}

function compileField(context: Context, name: string, spec: unknown): Field {
  const [[aggregator, argument] = ['', null]] = isObject(spec) ? Object.entries(spec) : [];
  if (aggregator === 'count') return { name, ...compileCount(context, argument) };
  if (aggregator === 'countIf') return { name, ...compileCountIf(context, argument) };
  const create = AGGREGATORS.get(aggregator);
  if (create === undefined) throw new Refusal(400, `unknown aggregator ${JSON.stringify(aggregator)}`);
  return { name, create, value: compileOrRefuse(context, argument, aggregator) };
}

/**
 * `{"count": null}` counts rows, `{"count": "field"}` distinct values, `{"count": ["a", "b"]}` distinct combinations
 * (evidence.md#count-operator).
 */
function compileCount(context: Context, argument: unknown): Omit<Field, 'name'> {
  if (argument === null) return { create: counting, value: () => true };
  const values = asList(argument).map((text) => compileOrRefuse(context, text, 'count'));
  const [only] = values;
  if (only === undefined) throw new Refusal(400, 'Cannot parse count expression');
  if (context.behaviour.countIsOfRows) return { create: counting, value: only };
  return { create: countingDistinct, value: Array.isArray(argument) ? combined(values) : only };
}

/** Null if all of the values are null. */
function combined(values: readonly Expression[]): Expression {
  return (row) => {
    const found = values.map((value) => value(row));
    return found.every((value) => value === null) ? null : found;
  };
}

/** `{"countIf": {"count": …, "if": …}}` counts the rows that pass (evidence.md#count-operator). */
function compileCountIf(context: Context, argument: unknown): Omit<Field, 'name'> {
  if (!isObject(argument)) throw new Refusal(400, 'countIf must be an object of count and if');
  const { create, value } = compileCount(context, argument.count ?? null);
  const passes = compileOrRefuse(context, argument.if, 'countIf');
  return { create, value: (row) => (isTrue(passes(row)) ? value(row) : null) };
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
    result: () => held.map(({ name, accumulator }) => [name, accumulator.result()]),
  };
}
