import type { Change, LateRows } from '../../emulator/changes/types.ts';
import type { Scale } from '../../emulator/data/index.ts';
import type { Emulator } from '../../emulator/index.ts';
import type { EventSource, ObjectSource } from '../../emulator/types.ts';

const DAY_MS = 24 * 3_600_000;
export const NEW_NAME = 'Renamed without a new time of change';

/**
 * A history longer than the 60 days that a first sync does not count, so that the second sync finds what differs. There are
 * so few answers to polls that days lose all of theirs.
 */
export const LONG_HISTORY: Scale = {
  visitors: 30,
  accounts: 8,
  pages: 6,
  features: 6,
  guides: 6,
  trackTypes: 3,
  days: 80,
  rowsPerDay: { events: 20, pageEvents: 24, featureEvents: 20, trackEvents: 8 },
  singleEventsPerDay: { guideEvents: 16, pollEvents: 2 },
  burst: 4,
  awkward: true,
  timeZone: 'America/New_York',
};

/** Everything at once that makes Pendo's past another one, and takes objects out of its lists. */
export function changesOf({ subscription, clock }: Emulator): { readonly changes: Change[]; readonly visitor: string } {
  const at = clock.now();
  const appIds = subscription.apps.map(({ id }) => id);
  const page = busiest('pageEvents', 'pageId', 'pages');
  const feature = busiest('featureEvents', 'featureId', 'features');
  const guide = busiest('pollEvents', 'guideId', 'guides');
  const visitor = oneOf(mostIn('events', 'visitorId'))(0);
  const segment = oneOf(Array.from(subscription.list('segments', at), ({ id }) => String(id)))(0);

  /** The listed objects, those with most events first. */
  function busiest(source: EventSource, field: string, objects: ObjectSource): (place: number) => string {
    const listed = new Set(Iterator.from(subscription.objects(objects, at, appIds)).map(({ id }) => id));
    return oneOf(mostIn(source, field).filter((id) => listed.has(id)));
  }

  function mostIn(source: EventSource, field: string): string[] {
    const range = { from: at - LONG_HISTORY.days * DAY_MS, to: at };
    const rows = subscription.events({ source, period: 'dayRange', ...range, appIds, blacklist: 'apply' }, at);
    const byValue = Map.groupBy(rows, (row) => String(row[field]));
    return [...byValue].toSorted(([, left], [, right]) => right.length - left.length).map(([value]) => value);
  }

  const late = (source: LateRows['source'], daysAgo: number): Change => {
    return { kind: 'lateRows', source, day: at - daysAgo * DAY_MS, rows: 5, at };
  };
  const retag = { kind: 'retag', refill: 'atOnce', at } as const;
  const changes: Change[] = [
    { ...retag, source: 'pageEvents', objectId: page(0), matches: 'fewer' },
    { ...retag, source: 'pageEvents', objectId: page(1), matches: 'moved' },
    { ...retag, source: 'featureEvents', objectId: feature(0), matches: 'moved' },
    { kind: 'resetGuide', guideId: guide(0), at },
    { kind: 'deleteObject', list: 'pages', id: page(2), at },
    { kind: 'deleteObject', list: 'guides', id: guide(1), at },
    { kind: 'deleteObject', list: 'segments', id: segment, at },
    { kind: 'deleteVisitor', visitorId: visitor, at },
    { kind: 'editObject', list: 'features', id: feature(1), fields: { name: NEW_NAME }, at },
    late('events', 30),
    late('pageEvents', 31),
    late('trackEvents', 45),
    late('guideEvents', 60),
    late('pollEvents', 70),
  ];
  return { changes, visitor };
}

/** Throws where there is none: a change of nothing would show nothing. */
function oneOf(ids: readonly string[]): (place: number) => string {
  return (place) => {
    const id = ids[place];
    if (id === undefined) throw new Error(`The emulator has only ${ids.length} of what is to change.`);
    return id;
  };
}
