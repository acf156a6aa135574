import type { Period } from '../../types.ts';
import type { EventDay } from './day.ts';

/** The field that names a row's bucket; with hours it is the hour. */
export type Bucket = { readonly [field in 'day' | 'hour' | 'week' | 'month']?: number };

/**
 * The bucket of a day's row in any period but that of hours. Rows of one week or month are not added up across its days
 * (evidence.md#week-rows): rows that repeat in all that is known are usual in Pendo's answers.
 */
export function bucketOfDay(
  period: Period,
  { start, long }: EventDay,
): { readonly bucket: Bucket; readonly from: number } {
  if (period === 'weekRange') return { bucket: { week: long.week }, from: long.week };
  if (period === 'monthRange') return { bucket: { month: long.month }, from: long.month };
  return { bucket: { day: start }, from: start };
}
