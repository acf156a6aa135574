import { configError } from '../../airbyte/errors.ts';
import { NO_CURSOR_STATE } from '../../airbyte/state.ts';
import { loadRowNumbers } from '../../records/row-numbers.ts';
import type { ReportResultsSource } from '../../streams/types.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import { idsOfConfig, skipRefused } from '../config-ids.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';

const REPORTS = { path: 'report', query: { expand: '*' } };

type Input = SourceInput<ReportResultsSource>;

function createTask(input: Input): StreamTask {
  const { definition, config, log } = input;
  return {
    name: definition.name,
    async read(context) {
      const { reportIds: ids } = config;
      if (ids === undefined)
        throw configError(`${definition.name} needs report_ids in the config; add it, or deselect the stream.`);
      const reports = await idsOfConfig(input, context, { ids, request: REPORTS, what: 'list of reports' });
      const skipped: string[] = [];
      for (const report of reports) {
        await skipRefused(
          () => readReport(input, context, report),
          ({ message }) => {
            skipped.push(report);
            if (ids !== 'all') log.warn(`${definition.name}: skipped report ${report}. ${message}`);
          },
        );
      }
      if (ids === 'all' && skipped.length > 0) {
        log.info(
          `${definition.name}: ${skipped.length} of ${reports.length} reports have no results: ${skipped.join(', ')}.`,
        );
      }
      await context.checkpoint(NO_CURSOR_STATE);
    },
  };
}

async function readReport(input: Input, context: StreamContext, report: string): Promise<void> {
  const what = `of report ${report}`;
  const request = { path: `report/${encodeURIComponent(report)}/results.json` };
  const createRowNumbers = await loadRowNumbers();
  await input.client.get(request, requestContext(input, context, what, { canBeSkipped: true }), (bytes) =>
    emitAnswer(input, context, bytes, {
      what,
      shape: shapeOf(input),
      layout: 'array',
      rowNumbers: createRowNumbers(),
      extra: { reportId: report },
    }),
  );
}

/**
 * The rows of each report, one report after another. Only visitor and account reports have results
 * (evidence.md#report-results).
 */
export const reportResults: SourceKind<ReportResultsSource> = {
  createTask,
  dependsOn: () => ({}),
  describe: () => '`GET /report/{id}/results.json`',
  hasTimeCursor: false,
};
