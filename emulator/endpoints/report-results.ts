import { isObject } from '../aggregation/json.ts';
import { openPipeline } from '../aggregation/pipeline.ts';
import { rowsAnswer, textAnswer } from '../http/answer.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * An array of objects with the report's own columns; 404 for an unknown report. Only lists of visitors and accounts
 * have results. What Pendo answers for other reports, and whether it runs a report each time as this does, is not known
 * (evidence.md#report-results, evidence.md#other-report-results).
 */
export const reportResults: Endpoint = (context, _incoming, [reportId]) => {
  const reports = Iterator.from(context.subscription.list('reports', context.now));
  const report = reports.find(({ id }) => id === reportId);
  const type = isObject(report?.definition) ? report.definition.type : undefined;
  if (type !== 'List' || !isObject(report?.aggregation)) return textAnswer(404, 'report has no results');
  // The limit of a report is its own, whatever caps that of a query.
  const uncapped = { ...context, behaviour: { ...context.behaviour, limitCap: undefined } };
  return rowsAnswer({ head: '[', rows: openPipeline(uncapped, report.aggregation.pipeline).rows, tail: ']' });
};
