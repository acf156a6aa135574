import { Refusal } from '../../http/refusal.ts';
import type { Blacklist, EventSource, PendoRow } from '../../types.ts';
import { resolveAppIds } from '../app-ids.ts';
import type { Context } from '../context.ts';
import { asList, type JsonObject } from '../json.ts';
import { resolveTimeSeries, type TimeRange } from '../time-series.ts';
import type { OpenedSource, Source, SourceRequest } from './source.ts';

const HOUR_MS = 3_600_000;
const PROCESSING_MS = 15 * 60_000;
const BLACKLISTS: readonly Blacklist[] = ['apply', 'ignore', 'only'];

/** Parameters that choose objects, each with the row's field that it is compared to. Lists end in `s` [D]. */
const IDS: Readonly<Record<EventSource, Readonly<Record<string, string>>>> = {
  events: {},
  pageEvents: { pageId: 'pageId', pageIds: 'pageId' },
  featureEvents: { featureId: 'featureId', featureIds: 'featureId' },
  trackEvents: { trackTypeId: 'trackTypeId', trackTypeIds: 'trackTypeId' },
  guideEvents: { guideId: 'guideId', guideStepId: 'guideStepId' },
  pollEvents: { guideId: 'guideId', pollId: 'pollId' },
};
const AGGREGATED: readonly string[] = ['events', 'pageEvents', 'featureEvents', 'trackEvents'];

export const EVENT_SOURCES: readonly (readonly [string, Source])[] = Object.entries(IDS).map(([name, ids]) => [
  name,
  {
    parameters: ['appId', 'blacklist', ...Object.keys(ids)],
    open: (context, request) => openEvents(context, request, ids),
  },
]);

function openEvents(context: Context, request: SourceRequest, ids: Readonly<Record<string, string>>): OpenedSource {
  const { name, parameters } = request;
  const chosen = Object.entries(ids).filter(([parameter]) => parameters[parameter] !== undefined);
  if (chosen.length > 0 && parameters.appId !== undefined) {
    // Documented [D]; the text is ours.
    throw new Refusal(400, 'bad parameters for source type: appId must not be combined with ids');
  }
  const range = resolveTimeSeries(context, request.timeSeries);
  refuseHoursWithoutIds(context, { ids, range, hasIds: chosen.length > 0 });
  const appIds =
    chosen.length > 0
      ? context.subscription.apps.map(({ id }) => id)
      : resolveAppIds(context.subscription, parameters.appId);
  const rows = readEvents(context, { source: name as EventSource, range, appIds, blacklist: blacklistOf(parameters) });
  const wanted = chosen.map(([parameter, field]) => ({ field, ids: new Set(asList(parameters[parameter])) }));
  return {
    rows: wanted.length === 0 ? rows : withIds(rows, wanted),
    ...(AGGREGATED.includes(name) ? { validThrough: validThrough(context, appIds) } : {}),
  };
}

interface Reading {
  readonly source: EventSource;
  readonly range: TimeRange;
  readonly appIds: readonly number[];
  readonly blacklist: Blacklist;
}

/** Single events (guideEvents, pollEvents) come by browserTime within the rounded periods; the others by bucket [D]. */
function readEvents({ subscription, now }: Context, { source, range, appIds, blacklist }: Reading): Iterable<PendoRow> {
  return subscription.events({ source, ...range, appIds, blacklist }, now);
}

/** Documented for pages, features and track types: an id "must be specified when using hourRange" [D]; clients do without [V*]. */
function refuseHoursWithoutIds(
  { behaviour }: Context,
  { ids, range, hasIds }: { ids: Readonly<Record<string, string>>; range: TimeRange; hasIds: boolean },
): void {
  const [needed] = Object.keys(ids);
  if (!behaviour.hourRangeNeedsIds || hasIds || range.period !== 'hourRange') return;
  if (needed === undefined || needed === 'guideId') return;
  throw new Refusal(400, `${needed} must be specified when using hourRange`);
}

function blacklistOf({ blacklist = 'apply' }: JsonObject): Blacklist {
  const known = BLACKLISTS.find((name) => name === blacklist);
  if (known === undefined) throw new Refusal(400, 'bad parameters for source type: blacklist');
  return known;
}

function* withIds(
  rows: Iterable<PendoRow>,
  wanted: readonly { field: string; ids: Set<unknown> }[],
): Generator<PendoRow> {
  for (const row of rows) if (wanted.every(({ field, ids }) => ids.has(row[field]))) yield row;
}

/** "When data was last processed" [D], for each app: the hour that was complete a quarter of an hour ago [I]. */
function validThrough({ now }: Context, appIds: readonly number[]): Record<string, number> {
  const through = Math.floor((now - PROCESSING_MS) / HOUR_MS) * HOUR_MS;
  return Object.fromEntries(appIds.map((id) => [String(id), through]));
}
