import { type Answer, rowsAnswer } from '../http/answer.ts';
import { CutBody, Refusal } from '../http/refusal.ts';
import type { PendoRow } from '../types.ts';
import type { Context } from './context.ts';
import { isObject } from './json.ts';
import { compileOperators } from './operators/index.ts';
import { openSource } from './sources/index.ts';
import { shuffled } from './unstable-order.ts';

/**
 * Runs the body of `POST /api/v1/aggregation`. Everything that Pendo would refuse is refused here, before the first byte:
 * 400 for what is malformed, 422 for what is well formed and senseless [D].
 */
export function aggregate(context: Context, body: unknown, query: Readonly<Record<string, string>>): Answer {
  const [first, ...rest] = pipelineOf(body);
  if (!isObject(first) || !isObject(first.source)) throw new Refusal(400, 'pipeline must start with a source');
  const source = openSource(context, first.source);
  const operate = compileOperators(context, rest);
  const { maxRowsOf } = context.behaviour;
  const scanned = bounded(context, source.rows, maxRowsOf === 'scanned');
  const ordered = context.behaviour.unstableOrder ? shuffled(scanned, context.requestId) : scanned;
  const returned = bounded(context, operate(ordered), maxRowsOf === 'returned');
  return rowsAnswer({
    // Clients that forbid unknown keys show that `startTime` and `results` are all there is [V*]; what it counts from is not known.
    head: `{"startTime":${context.now},"results":[`,
    rows: refusesEarly(context) ? Array.from(returned) : returned,
    tail: `]${query.details === 'true' ? details(source.validThrough) : ''}}`,
  });
}

function pipelineOf(body: unknown): readonly unknown[] {
  if (!isObject(body)) throw new Refusal(400, 'request body is not a JSON object');
  const mimeType = isObject(body.response) ? body.response.mimeType : undefined;
  if (mimeType !== undefined && mimeType !== 'application/json') {
    throw new Refusal(400, `unsupported mimeType ${String(mimeType)}`);
  }
  const pipeline = isObject(body.request) ? body.request.pipeline : undefined;
  if (!Array.isArray(pipeline)) throw new Refusal(400, 'request.pipeline must be a list of operators');
  return pipeline;
}

/** `?details=true` adds how far each app is processed [D]; its exact place in the answer is untested [?]. */
function details(validThrough: Readonly<Record<string, number>> | undefined): string {
  return `,"details":${JSON.stringify({ validThrough: validThrough ?? {} })}`;
}

/** A query that is too big answers "Query exceeded memory limit" with 400 or 408 [C], or breaks off in the middle [I]. */
function* bounded(context: Context, rows: Iterable<PendoRow>, applies: boolean): Generator<PendoRow> {
  const { maxRows, tooBig } = context.behaviour;
  let count = 0;
  for (const row of rows) {
    count += 1;
    if (applies && maxRows !== undefined && count > maxRows) {
      throw tooBig === 'cut' ? new CutBody() : new Refusal(Number(tooBig), 'Query exceeded memory limit');
    }
    yield row;
  }
}

/** A status can only be sent before the rows: then they have to be counted, and so held, first. */
function refusesEarly({ behaviour }: Context): boolean {
  return behaviour.maxRows !== undefined && behaviour.tooBig !== 'cut';
}
