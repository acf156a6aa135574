import { BINARY_OPERATORS, fieldOf } from '../../expression/operators.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Context } from '../context.ts';
import { isObject } from '../json.ts';
import { withFields } from '../nested.ts';
import type { Operate, Rows } from './operator.ts';

const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='];

interface Case {
  readonly value: unknown;
  readonly applies: (found: unknown) => boolean;
}

/**
 * `{"size": {"numEvents": [{"value": "small", "<": 10}, {"value": "large", ">=": 10}]}}` adds a field that depends on
 * another. The first case whose comparisons all hold decides. It is null if there is none
 * (evidence.md#switch-operator).
 */
export function switchOn(_context: Context, argument: unknown): Operate {
  if (!isObject(argument)) throw new Refusal(400, 'switch must be a map of fields');
  const fields = Object.entries(argument).map(([name, spec]) => compileSwitch(name, spec));
  return function* switched(rows: Rows) {
    for (const row of rows) {
      yield withFields(
        row,
        fields.map(({ name, read, cases }) => {
          const found = read(row);
          return [name, cases.find(({ applies }) => applies(found))?.value ?? null];
        }),
      );
    }
  };
}

function compileSwitch(name: string, spec: unknown) {
  const [[field, cases] = ['', undefined]] = isObject(spec) ? Object.entries(spec) : [];
  if (!Array.isArray(cases)) throw new Refusal(400, 'switch must list the cases of a field');
  return { name, read: fieldOf(field), cases: cases.map(compileCase) };
}

function compileCase(spec: unknown): Case {
  const { value, ...conditions } = isObject(spec) ? spec : {};
  const comparisons = Object.entries(conditions).map(([operator, wanted]) => {
    const compare = COMPARISONS.includes(operator) ? BINARY_OPERATORS[operator] : undefined;
    if (compare === undefined) throw new Refusal(400, `switch cannot compare by ${JSON.stringify(operator)}`);
    return (found: unknown) => compare(found, wanted) === true;
  });
  return { value, applies: (found) => comparisons.every((holds) => holds(found)) };
}
