import type { Period } from '../../types.ts';
import type { EventDay } from './day.ts';

/** The start of a row's bucket, and the field that has it: `hour` for hourly rows. */
export interface Bucket {
  readonly field: 'day' | 'hour' | 'week' | 'month';
  readonly start: number;
}

/**
 * The bucket of a day's row, for any period except hours. Rows of a week or month are not added up across its days
 * (evidence.md#week-rows): rows that repeat all known fields are common in Pendo's answers.
 */
export function bucketOfDay(period: Period, { start, long }: EventDay): Bucket {
  if (period === 'weekRange') return { field: 'week', start: long.week };
  if (period === 'monthRange') return { field: 'month', start: long.month };
  return { field: 'day', start };
}
