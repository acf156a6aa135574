import type { PendoRow } from '../../types.ts';
import type { World } from '../world.ts';
import { commonFields, type ObjectMoment } from './common-fields.ts';
import { pollRow, pollsOf } from './polls.ts';
import type { Timeline } from './timeline.ts';

const LAUNCH_METHODS = ['auto', 'badge-auto', 'api', 'launcher'];
const STATES = ['public', 'draft', 'staged', 'disabled'];

export function guideRow(world: World, timeline: Timeline, moment: ObjectMoment): Record<string, unknown> {
  const { index, createdAt, editedAt } = moment;
  const stepIds = world.guideStepIds(index);
  return {
    ...commonFields(world, timeline, moment),
    state: STATES[index % 7] ?? 'public',
    launchMethod: LAUNCH_METHODS[index % LAUNCH_METHODS.length],
    isMultiStep: stepIds.length > 1,
    isTraining: false,
    isModule: false,
    isTopLevel: index % 8 === 3,
    description: '',
    attributes: attributes(index, editedAt),
    audience: [
      { source: { visitors: null } },
      { eval: { accountId: 'metadata.auto.accountid' } },
      { unmatched: { x: [] } },
    ],
    audienceUiHint: { filters: [] },
    authoredLanguage: 'en-US',
    autoCreateFeedback: false,
    conversion: index % 6 === 0 ? { itemId: 'none', itemType: 'Feature', attributionWindow: 7 } : null,
    currentFirstEligibleToBeSeenAt: createdAt,
    dependentMetadata: [],
    editorType: '',
    emailState: '',
    expiresAfter: index % 5 === 0 ? 4_102_444_800_000 : 0,
    showsAfter: createdAt,
    originId: '',
    publishedAt: index % 7 === 1 ? 0 : createdAt,
    publishedEver: index % 7 !== 1,
    recurrence: 0,
    recurrenceEligibilityWindow: 0,
    redisplay: index % 2 === 0 ? 'until-dismissed' : null,
    resetAt: 0,
    translationStates: [],
    polls: pollsOf(world, index).map(pollRow),
    steps: stepIds.map((id, rank) =>
      stepRow(world, { id, rank, guideId: timeline.id(index), guideIndex: index, editedAt }),
    ),
  };
}

function attributes(index: number, editedAt: number): PendoRow {
  return {
    type: 'building-block',
    device: index % 2 === 0 ? { type: 'all' } : { desktop: true, mobile: false },
    badge: null,
    capping: { maxSessionImpressions: null, maxImpressions: 3 },
    dates: { 'en-US': new Date(editedAt).toISOString() },
    dom: '',
    priority: [0, 4, 9, 19][index % 4],
    isAnnouncement: false,
    overrideAutoThrottling: false,
  };
}

interface Step {
  readonly id: string;
  readonly rank: number;
  readonly guideId: string;
  readonly guideIndex: number;
  readonly editedAt: number;
}

function stepRow(world: World, step: Step): PendoRow {
  return {
    id: step.id,
    guideId: step.guideId,
    name: `Step ${step.rank}`,
    type: step.rank % 2 === 0 ? 'lightbox' : 'tooltip',
    rank: 10_000_000 + step.rank,
    advanceMethod: 'button',
    templateId: 'building-blocks',
    pageId: world.random('page', 'id', step.guideIndex % world.scale.pages).text(27),
    pollIds: pollsOf(world, step.guideIndex).map((poll) => poll.id),
    elementPathRule: 'div[title="it\'s"]',
    regexUrlRule: '',
    contentType: 'text/html; charset=utf-8',
    contentUrl: `https://content.acme.example/${step.id}.html`,
    contentUrlCss: '',
    contentUrlJs: '',
    lastUpdatedAt: step.editedAt,
    resetAt: 0,
    attributes: { height: 200, width: 400, variables: {} },
  };
}
