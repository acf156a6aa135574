import { processedThrough } from '../lateness.ts';
import type { World } from '../world.ts';
import type { Timeline } from './timeline.ts';
import { user } from './user.ts';
import { versionFields } from './versions.ts';

export interface ObjectMoment {
  readonly index: number;
  readonly createdAt: number;
  /** Every field that can change, except validThrough, is a function of this time. */
  readonly editedAt: number;
  /** The time of the request. */
  readonly now: number;
}

/** The fields that pages, features, track types and guides share (evidence.md#common-fields). */
export function commonFields(world: World, timeline: Timeline, moment: ObjectMoment): Record<string, unknown> {
  const { index, createdAt, editedAt, now } = moment;
  const { kind } = timeline;
  return {
    id: timeline.id(index),
    appId: timeline.appId(index),
    appIds: [timeline.appId(index)],
    kind: kind.charAt(0).toUpperCase() + kind.slice(1),
    name: objectName(kind, index, editedAt !== createdAt),
    createdAt,
    createdByUser: user(index),
    ...(hasNoEditTime(index) ? {} : { lastUpdatedAt: editedAt, lastUpdatedByUser: user(editedAt % 5) }),
    // Absent on newer objects (evidence.md#color-absent).
    ...(index % 3 === 0 ? {} : { color: world.random(kind, 'color', index).pick(['gray', 'blue', 'green', '']) }),
    ...versionFields(timeline.id(index), editedAt),
    dirty: false,
    // The start of the last processed hour, which changes without an edit (evidence.md#object-valid-through).
    validThrough: processedThrough(now),
  };
}

/** Some objects have no lastUpdatedAt, so no cursor finds them. */
function hasNoEditTime(index: number): boolean {
  return index % 9 === 5;
}

function objectName(kind: string, index: number, edited: boolean): string {
  const name = `${kind} ${index}${index % 10 === 7 ? ' "quoted" \\ <b>ü</b> 🚀' : ''}`;
  return edited ? `${name} (edited)` : name;
}
