import { integer, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const guidesSeen = {
  name: 'guides_seen',
  description: 'One row per step of a guide and visitor who saw it, with what the visitor did last.',
  source: {
    kind: 'seen_states',
    source: 'guidesSeenEver',
    timeFields: [
      'firstSeenAt',
      'lastSeenAt',
      'lastAdvancedAutoAt',
      'lastDismissedAutoAt',
      'lastTimeoutAt',
      'lastNotSeenAt',
    ],
  },
  columns: {
    guideId: text('Guide that was seen.'),
    guideStepId: text('Step of the guide.'),
    visitorId: text('Visitor who saw it.'),
    firstSeenAt: time('Time at which the visitor first saw the step.'),
    lastSeenAt: time('Time at which the visitor last saw the step; of the reading, where Pendo gives none.'),
    lastAdvancedAutoAt: time('Time at which the visitor last went on.'),
    lastDismissedAutoAt: time('Time at which the visitor last dismissed the step.'),
    lastTimeoutAt: time('Time at which the step last timed out.'),
    lastNotSeenAt: time('Time at which the step was last not shown.'),
    seenCount: integer('How often the visitor saw the step.'),
    lastState: text('What the visitor did last, e.g. advanced or dismissed.'),
  },
  primaryKey: ['guide_id', 'guide_step_id', 'visitor_id'],
  cursor: 'last_seen_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
