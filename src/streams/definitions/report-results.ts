import { object, text } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const reportResults = {
  name: 'report_results',
  description: 'One row per row of a report, for the reports that report_ids names.',
  source: { kind: 'report_results' },
  whole: 'row',
  columns: {
    reportId: text('Report that holds the row.'),
    row: object('The row; its columns are those of the report.'),
  },
  primaryKey: ['report_id', 'row_number'],
  needs: 'reportIds',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
