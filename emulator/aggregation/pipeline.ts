import type { Behaviour } from '../behaviour.ts';
import { CutBody, Refusal } from '../http/refusal.ts';
import type { PendoRow } from '../types.ts';
import type { Context } from './context.ts';
import { isObject } from './json.ts';
import { compileOperators } from './operators/index.ts';
import { openSource } from './sources/index.ts';
import type { OpenedSource } from './sources/source.ts';
import { shuffled } from './unstable-order.ts';

/**
 * Opens a whole pipeline: a source, or `spawn` with several pipelines, and the operators that follow. Whatever Pendo
 * would refuse is refused here. Rows are generated when they are read.
 */
export function openPipeline(context: Context, stages: unknown): OpenedSource {
  if (!Array.isArray(stages)) throw new Refusal(400, 'a pipeline must be a list of operators');
  const [first, ...operators] = stages;
  const head = openHead(context, first);
  const operate = compileOperators(context, operators, {
    open: (inner) => openPipeline(context, inner).rows,
    readOnly: head.readOnly ?? [],
  });
  return { ...head, rows: operate(head.rows) };
}

function openHead(context: Context, stage: unknown): OpenedSource {
  if (isObject(stage) && isObject(stage.source)) return openRows(context, stage.source);
  if (isObject(stage) && Array.isArray(stage.spawn)) return spawn(context, stage.spawn);
  throw new Refusal(400, 'pipeline must start with a source');
}

function openRows(context: Context, source: Readonly<Record<string, unknown>>): OpenedSource {
  const opened = openSource(context, source);
  const scanned = bounded(context, opened.rows, context.behaviour.maxRowsOf === 'scanned');
  return { ...opened, rows: context.behaviour.unstableOrder ? shuffled(scanned, context.requestId) : scanned };
}

/**
 * `[{"spawn": [[…], […]]}]` gives the rows of several pipelines, each with its own source, one after the other
 * (evidence.md#spawn-operator).
 */
function spawn(context: Context, branches: readonly unknown[]): OpenedSource {
  const opened = branches.map((branch) => openPipeline(context, branch).rows);
  return { rows: concatenated(opened) };
}

function* concatenated(parts: readonly Iterable<PendoRow>[]): Generator<PendoRow> {
  for (const rows of parts) yield* rows;
}

/**
 * A query that is too big fails with "Query exceeded memory limit" and 400 or 408 (evidence.md#too-big), or breaks off
 * in the middle (evidence.md#too-big-breaks-off).
 */
export function bounded({ behaviour }: Context, rows: Iterable<PendoRow>, applies: boolean): Iterable<PendoRow> {
  const { maxRows, tooBig } = behaviour;
  return applies && maxRows !== undefined ? atMost(rows, maxRows, tooBig) : rows;
}

function* atMost(rows: Iterable<PendoRow>, maxRows: number, tooBig: Behaviour['tooBig']): Generator<PendoRow> {
  let count = 0;
  for (const row of rows) {
    count += 1;
    if (count > maxRows) {
      throw tooBig === 'cut' ? new CutBody() : new Refusal(Number(tooBig), 'Query exceeded memory limit');
    }
    yield row;
  }
}
