import type { PendoRow } from '../../types.ts';
import type { World } from '../world.ts';
import type { Timeline } from './timeline.ts';

export interface ObjectMoment {
  readonly index: number;
  readonly createdAt: number;
  /** Everything that can change is a function of this instant. */
  readonly editedAt: number;
}

/** The fields that pages, features, track types and guides share (V). */
export function commonFields(world: World, timeline: Timeline, moment: ObjectMoment): Record<string, unknown> {
  const { index, createdAt, editedAt } = moment;
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
    // Absent on newer objects (V, tap-pendo 2025-07).
    ...(index % 3 === 0 ? {} : { color: world.random(kind, 'color', index).pick(['gray', 'blue', 'green', '']) }),
    rootVersionId: world.random(kind, 'root', index).text(27),
    stableVersionId: `${world.random(kind, 'root', index).text(27)}-${editedAt}`,
    dirty: false,
    validThrough: editedAt,
  };
}

/** The product area that a page, feature or track type belongs to. */
export function productArea(world: World, index: number): PendoRow {
  const number = index % 4;
  return {
    id: world.random('group', number).text(27),
    name: `Product area ${number}`,
    description: number === 3 ? null : 'What belongs together',
    color: 'blue',
    length: 10,
    items: [],
  };
}

/** Some objects carry no lastUpdatedAt at all, so no cursor finds them. */
function hasNoEditTime(index: number): boolean {
  return index % 9 === 5;
}

function objectName(kind: string, index: number, edited: boolean): string {
  const name = `${kind} ${index}${index % 10 === 7 ? ' "quoted" \\ <b>ü</b> 🚀' : ''}`;
  return edited ? `${name} (edited)` : name;
}

function user(number: number): PendoRow {
  return {
    id: String(4_000_000_000_000_000 + number),
    username: `pm${number}@acme.example`,
    first: 'Pat',
    last: `Manager ${number}`,
    role: 3,
    userType: '',
    hasLoggedIn: number % 2 === 0,
    ...(number % 4 === 2 ? { deletedAt: 1_700_000_000_000, visitorIds: null } : { visitorIds: [`pm${number}`] }),
  };
}
