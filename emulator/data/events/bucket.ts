import type { Period } from '../../types.ts';
import type { EventDay } from './day.ts';

/** The field that names a row's bucket: `hour` for hourly rows. */
export type Bucket = { readonly [field in 'day' | 'hour' | 'week' | 'month']?: number };

/**
 * The bucket of a day's row, for any period except hours. Rows of a week or month are not added up across its days
 * (evidence.md#week-rows): rows that repeat all known fields are common in Pendo's answers.
 */
export function bucketOfDay(
  period: Period,
  { start, long }: EventDay,
): { readonly bucket: Bucket; readonly from: number } {
  if (period === 'weekRange') return { bucket: { week: long.week }, from: long.week };
  if (period === 'monthRange') return { bucket: { month: long.month }, from: long.month };
  return { bucket: { day: start }, from: start };
}
