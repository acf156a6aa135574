import type { StreamName } from '../../../src/streams/index.ts';
import { pullFacts } from '../../helpers/streams/index.ts';
import type { RowsInput } from '../../helpers/streams/rows.ts';
import { groupsOf, sumOf } from './expected/groups.ts';
import type { TruthEvent } from './expected/truth.ts';

/** The views with Fivetran's names, and the stream whose rows each of them has. */
const STREAM_OF_VIEW = {
  account_history: 'accounts',
  application_history: 'apps',
  event: 'events',
  feature_event: 'feature_events',
  feature_history: 'features',
  group: 'product_areas',
  guide_event: 'guide_events',
  guide_history: 'guides',
  guide_step_history: 'guide_steps',
  page_event: 'page_events',
  page_history: 'pages',
  page_rule_history: 'page_rules',
  poll: 'polls',
  poll_event: 'poll_events',
  user: 'users',
  visitor_account_history: 'visitor_accounts',
  visitor_history: 'visitors',
} as const satisfies Record<string, StreamName>;

type ViewRow = Readonly<Record<string, unknown>>;

/** How many rows each view must have. */
export function countsOfViews(input: RowsInput): Readonly<Record<string, number>> {
  const views = Object.entries(STREAM_OF_VIEW);
  return Object.fromEntries(views.map(([view, stream]) => [view, [...pullFacts(stream).rows(input)].length]));
}

/** The number of events by date, as SQL counts them that cuts the time off. */
export function eventsByDate(rows: readonly ViewRow[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { timestamp, num_events } of rows) {
    const date = String(timestamp).slice(0, 10);
    sums.set(date, (sums.get(date) ?? 0) + Number(num_events));
  }
  return sums;
}

/** The number of events by date in the subscription's calendar. */
export function trueEventsByDate(events: readonly TruthEvent[]): ReadonlyMap<string, number> {
  const days = groupsOf(events, ({ date }) => ({ date }));
  return new Map(days.map(({ date, members }) => [date, sumOf(members, 'numEvents')]));
}

/** Rows after whose `valid_through` there are events. */
export function cutOff(objects: readonly ViewRow[], events: readonly ViewRow[]): readonly ViewRow[] {
  const newest = events
    .map(({ timestamp }) => String(timestamp))
    .reduce((left, right) => (left > right ? left : right));
  return objects.filter(({ valid_through }) => String(valid_through) < newest);
}
