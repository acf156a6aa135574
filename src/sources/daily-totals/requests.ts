import type { Config } from '../../config/types.ts';
import { aggregationBody, appIdParameter, type PipelineStep } from '../../pendo/aggregation.ts';
import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';

/** A source of events whose rows are counted, under the name of our stream. */
export interface CountedSource {
  readonly stream: string;
  readonly source: string;
  /** Where each event is a row of its own: the field that places it in time. */
  readonly timeField?: string;
}

export const COUNTED_SOURCES: readonly CountedSource[] = [
  { stream: 'events', source: 'events' },
  { stream: 'page_events', source: 'pageEvents' },
  { stream: 'feature_events', source: 'featureEvents' },
  { stream: 'track_events', source: 'trackEvents' },
  { stream: 'guide_events', source: 'guideEvents', timeField: 'browserTime' },
  { stream: 'poll_events', source: 'pollEvents', timeField: 'browserTime' },
];

/** The longest day is the one on which summer time ends. */
const LONGEST_DAY_MS = DAY_MS + HOUR_MS;

/** The body that counts, per day and app, the rows of the days that begin in the window. */
export function totalsBody({ source, stream, timeField }: CountedSource, config: Config, window: TimeWindow): object {
  const parameters = { appId: appIdParameter(config.appIds), blacklist: config.excludeList };
  // Single events have no day of their own, and `day` must not be written: it is read-only in Pendo.
  const day = timeField === undefined ? 'day' : 'dayOfEvent';
  const last = window.to - 1 + (timeField === undefined ? 0 : LONGEST_DAY_MS);
  const steps: readonly PipelineStep[] = [
    { source: { [source]: parameters, timeSeries: { period: 'dayRange', first: window.from, last } } },
    ...(timeField === undefined ? [] : [{ eval: { [day]: `startOfPeriod("daily", ${timeField})` } }]),
    { filter: `${day} >= ${window.from} && ${day} < ${window.to}` },
    { group: { group: [day, 'appId'], fields: fieldsOf(timeField === undefined) } },
  ];
  return aggregationBody(`totals-${stream}`, steps);
}

/** An event that is a row of its own counts as one, and no minutes are known of it. */
function fieldsOf(isGrouped: boolean): readonly object[] {
  return [
    { rows: { count: null } },
    { visitors: { count: 'visitorId' } },
    ...(isGrouped ? [{ numEvents: { sum: 'numEvents' } }, { numMinutes: { sum: 'numMinutes' } }] : []),
  ];
}
