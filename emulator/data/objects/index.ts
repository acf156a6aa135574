import type { ObjectSource, PendoRow } from '../../types.ts';
import type { World } from '../world.ts';
import type { ObjectMoment } from './common-fields.ts';
import { featureRow } from './feature.ts';
import { guideRow } from './guide.ts';
import { pageRow } from './page.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { trackTypeRow } from './track-type.ts';

export type Timelines = Readonly<Record<ObjectSource, Timeline>>;

export function createTimelines(world: World): Timelines {
  const { scale } = world;
  return {
    pages: createTimeline(world, 'page', scale.pages),
    features: createTimeline(world, 'feature', scale.features),
    trackTypes: createTimeline(world, 'trackType', scale.trackTypes),
    guides: createTimeline(world, 'guide', scale.guides),
  };
}

type RowMaker = (world: World, timeline: Timeline, moment: ObjectMoment) => PendoRow;

const ROW_MAKERS: Readonly<Record<ObjectSource, RowMaker>> = {
  pages: pageRow,
  features: featureRow,
  trackTypes: trackTypeRow,
  guides: guideRow,
};

export interface ObjectQuery {
  readonly source: ObjectSource;
  readonly now: number;
  readonly appIds: readonly number[];
}

export function* objectRows(world: World, timelines: Timelines, query: ObjectQuery): Iterable<PendoRow> {
  const timeline = timelines[query.source];
  const makeRow = ROW_MAKERS[query.source];
  const count = timeline.countBefore(world.zone.dayOf(query.now) + 1);
  for (let index = 0; index < count; index++) {
    const createdAt = timeline.createdAt(index);
    if (createdAt > query.now || !query.appIds.includes(timeline.appId(index))) continue;
    yield makeRow(world, timeline, { index, createdAt, editedAt: timeline.lastEdit(index, query.now), now: query.now });
  }
}

/**
 * `GET /guide/:id/history`: all versions, newest first. That each is a complete guide is inferred
 * (evidence.md#guide-versions).
 */
export function guideVersions(
  world: World,
  timelines: Timelines,
  { guideId, now }: { readonly guideId: string; readonly now: number },
): Iterable<PendoRow> | undefined {
  const timeline = timelines.guides;
  const count = timeline.countBefore(world.zone.dayOf(now) + 1);
  for (let index = 0; index < count; index++) {
    const createdAt = timeline.createdAt(index);
    if (timeline.id(index) !== guideId || createdAt > now) continue;
    const versions = timeline.versions(index, now);
    return versions.map((editedAt) => guideRow(world, timeline, { index, createdAt, editedAt, now: editedAt }));
  }
  return undefined;
}
