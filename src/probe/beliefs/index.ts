import { type AskedBelief, type Belief, isAsked } from '../types.ts';
import { COLUMN_BELIEFS } from './columns.ts';
import { DAYLIGHT_BELIEFS } from './daylight.ts';
import { ENDPOINT_BELIEFS } from './endpoints.ts';
import { EVENT_BELIEFS } from './events.ts';
import { EXPRESSION_BELIEFS } from './expressions.ts';
import { KEY_BELIEFS } from './key.ts';
import { NOT_ASKED } from './not-asked.ts';
import { OBJECT_BELIEFS } from './objects.ts';
import { PAGING_BELIEFS } from './paging.ts';
import { PEOPLE_BELIEFS } from './people.ts';
import { TIME_SERIES_BELIEFS } from './time-series.ts';
import { TRANSPORT_BELIEFS } from './transport.ts';

export interface BeliefGroup {
  readonly title: string;
  readonly beliefs: readonly Belief[];
  /** They are made from the table of streams, one for each source or endpoint. */
  readonly isPerStream?: true;
}

/** All that is assumed about Pendo, in the order in which it is asked: what would do the most harm comes first. */
export const BELIEF_GROUPS: readonly BeliefGroup[] = [
  { title: 'The key', beliefs: KEY_BELIEFS },
  { title: 'Pages of visitors and accounts', beliefs: PAGING_BELIEFS },
  { title: 'Time', beliefs: [...TIME_SERIES_BELIEFS, ...DAYLIGHT_BELIEFS] },
  { title: 'Expressions', beliefs: EXPRESSION_BELIEFS },
  { title: 'Visitors', beliefs: PEOPLE_BELIEFS },
  { title: 'Events', beliefs: EVENT_BELIEFS },
  { title: 'Sources and endpoints', beliefs: ENDPOINT_BELIEFS, isPerStream: true },
  { title: 'Objects and lists', beliefs: OBJECT_BELIEFS },
  { title: 'Fields', beliefs: COLUMN_BELIEFS, isPerStream: true },
  { title: 'Answers', beliefs: TRANSPORT_BELIEFS },
  { title: 'Not asked by `probe`', beliefs: NOT_ASKED },
];

/** The groups with what `probe` asks about only. */
export const ASKED_GROUPS: readonly { readonly title: string; readonly beliefs: readonly AskedBelief[] }[] =
  BELIEF_GROUPS.map(({ title, beliefs }) => ({ title, beliefs: beliefs.filter(isAsked) })).filter(
    ({ beliefs }) => beliefs.length > 0,
  );
