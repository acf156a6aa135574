import { type Answer, rowsAnswer } from '../http/answer.ts';
import { Refusal } from '../http/refusal.ts';
import type { Context } from './context.ts';
import { isObject } from './json.ts';
import { bounded, openPipeline } from './pipeline.ts';

/**
 * Runs the body of `POST /api/v1/aggregation`. Whatever Pendo would refuse is refused before the first byte is sent:
 * 400 if it is malformed, 422 if it is well formed but makes no sense (evidence.md#malformed-or-senseless).
 */
export function aggregate(context: Context, body: unknown, query: Readonly<Record<string, string>>): Answer {
  if (context.behaviour.readingNeedsWriteAccess) throw new Refusal(403, 'forbidden');
  const opened = openPipeline(context, pipelineOf(body));
  const returned = bounded(context, opened.rows, context.behaviour.maxRowsOf === 'returned');
  return rowsAnswer({
    // Clients that forbid unknown keys show that `startTime` and `results` are the only members
    // (evidence.md#aggregation-answer). `startTime` is the start of the time range (evidence.md#answer-start-time).
    // What it is without a range is not known; here it is the moment of the request.
    head: `{"startTime":${startTime(context, opened.from)},"results":[`,
    rows: refusesEarly(context) ? Array.from(returned) : returned,
    tail: `]${query.details === 'true' ? details(context, opened.validThrough) : ''}}`,
  });
}

function startTime({ behaviour, now }: Context, from = now): number {
  return behaviour.startTimeIsNow ? now : from;
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

/**
 * `?details=true` adds how far each app is processed. Its exact place in the answer is untested
 * (evidence.md#details-valid-through).
 */
function details({ behaviour }: Context, validThrough: Readonly<Record<string, number>> = {}): string {
  const json = JSON.stringify(validThrough);
  return behaviour.detailsAreElsewhere ? `,"validThrough":${json}` : `,"details":{"validThrough":${json}}`;
}

/** A status can only be sent before the rows, so the rows must be held and counted first. */
function refusesEarly({ behaviour }: Context): boolean {
  return behaviour.maxRows !== undefined && behaviour.tooBig !== 'cut';
}
