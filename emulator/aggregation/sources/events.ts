import { processedThrough } from '../../data/lateness.ts';
import { Refusal } from '../../http/refusal.ts';
import type { EventSource } from '../../types.ts';
import type { Context } from '../context.ts';
import { resolveTimeSeries, type TimeRange } from '../time-series.ts';
import { blacklistOf, chosenObjects, emailQueryOf } from './event-parameters.ts';
import type { OpenedSource, Source, SourceRequest } from './source.ts';

const TIME_FIELDS = ['hour', 'day', 'week', 'month', 'quarter'];

interface EventKind {
  /**
   * Parameters that select objects, with the row's field that each is compared with. Names of lists end in `s`
   * (evidence.md#object-ids).
   */
  readonly ids?: Readonly<Record<string, string>>;
  /**
   * Whether rows count the events of a bucket. Such sources tell how far they are processed
   * (evidence.md#details-valid-through).
   */
  readonly isGrouped?: boolean;
  /** Other parameters that are accepted. */
  readonly more?: readonly string[];
}

const KINDS: Readonly<Record<EventSource, EventKind>> = {
  events: { isGrouped: true },
  pageEvents: { isGrouped: true, ids: { pageId: 'pageId', pageIds: 'pageId' } },
  featureEvents: { isGrouped: true, ids: { featureId: 'featureId', featureIds: 'featureId' } },
  trackEvents: { isGrouped: true, ids: { trackTypeId: 'trackTypeId', trackTypeIds: 'trackTypeId' } },
  guideEvents: { ids: { guideId: 'guideId', guideStepId: 'guideStepId' } },
  pollEvents: { ids: { guideId: 'guideId', pollId: 'pollId' } },
  emailEvents: { more: ['targetType', 'targetId', 'eventType'] },
  // Not documented, but used by Pendo's own reports (evidence.md#single-events). The parameters change nothing here.
  singleEvents: { more: ['eventClass', 'reverseTime'] },
  // Not documented, but observed by one tool (evidence.md#recordings).
  recordingMetadata: {},
};

export const EVENT_SOURCES: readonly (readonly [string, Source])[] = Object.entries(KINDS).map(([name, kind]) => [
  name,
  {
    parameters: ['appId', 'blacklist', ...Object.keys(kind.ids ?? {}), ...(kind.more ?? [])],
    open: (context, request) => openEvents(context, request, kind),
  },
]);

/**
 * Single events (such as guideEvents and pollEvents) are selected by their time within the rounded periods, other rows
 * by bucket (evidence.md#event-sources).
 */
function openEvents(context: Context, { name, parameters, timeSeries }: SourceRequest, kind: EventKind): OpenedSource {
  const { subscription, now } = context;
  const { ids = {}, isGrouped = false } = kind;
  const { appIds, hasIds, narrow } = chosenObjects(context, { ids, parameters });
  const range = resolveTimeSeries(context, timeSeries);
  const [needed] = Object.keys(ids);
  if (isGrouped && needed !== undefined && !hasIds) refuseHours(context, range, needed);
  const source = name as EventSource;
  const email = emailQueryOf(parameters);
  const rows = subscription.events({ source, ...range, appIds, blacklist: blacklistOf(parameters), email }, now);
  return {
    rows: narrow(rows),
    from: range.from,
    readOnly: TIME_FIELDS,
    ...(isGrouped ? { validThrough: validThrough(context, appIds) } : {}),
  };
}

/**
 * Documented for pages, features and track types: `hourRange` needs an id. Clients do not send one
 * (evidence.md#hour-range-ids).
 */
function refuseHours({ behaviour }: Context, range: TimeRange, needed: string): void {
  if (!behaviour.hourRangeNeedsIds || range.period !== 'hourRange') return;
  throw new Refusal(400, `${needed} must be specified when using hourRange`);
}

/** How far the data of each app is processed (evidence.md#details-valid-through). */
function validThrough({ now }: Context, appIds: readonly number[]): Record<string, number> {
  return Object.fromEntries(appIds.map((id) => [String(id), processedThrough(now)]));
}
