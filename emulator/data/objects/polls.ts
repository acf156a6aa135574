import type { PendoRow } from '../../types.ts';
import type { Random } from '../prng.ts';
import type { World } from '../world.ts';

export type PollType = 'NPSRating' | 'FreeForm' | 'PickList' | 'NumberScale';

export interface Poll {
  readonly id: string;
  readonly type: PollType;
  readonly question: string;
}

/** The polls of a guide with this index: guide 0 asks for an NPS rating and its reason, every third guide asks something. */
export function pollsOf(world: World, guideIndex: number): readonly Poll[] {
  if (guideIndex % 3 !== 0) return [];
  const types = POLL_TYPES[(guideIndex / 3) % POLL_TYPES.length] ?? [];
  return types.map((type, position) => ({
    id: world.random('poll', guideIndex, position).text(27),
    type,
    question: QUESTIONS[type],
  }));
}

const POLL_TYPES: readonly (readonly PollType[])[] = [
  ['NPSRating', 'FreeForm'],
  ['PickList'],
  ['NumberScale'],
  ['FreeForm'],
];

const QUESTIONS: Readonly<Record<PollType, string>> = {
  NPSRating: 'How likely are you to recommend Acme to a friend?',
  FreeForm: 'What is the reason for your "score"?',
  PickList: 'Which do you use most?',
  NumberScale: 'How easy was it?',
};

const PICK_LIST: Readonly<Record<string, string>> = { '0': 'Reports', '1': 'Dashboards', '2': 'Neither "of" them' };

const FREE_TEXTS: readonly [string, ...string[]] = [
  'Great!',
  'Too slow\nand too "big"',
  'ok 👍',
  '<b>no</b>',
  '42',
  '',
];

export function pollRow(poll: Poll): PendoRow {
  return {
    id: poll.id,
    question: poll.question,
    attributes: { type: poll.type, display: 'All', followUp: '', leftLabel: 'Not likely', rightLabel: 'Very likely' },
    idResponses: poll.type === 'PickList' ? PICK_LIST : {},
    numericResponses: poll.type === 'NPSRating' ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [],
    resetAt: 0,
  };
}

/** A number for scales, the key of an idResponses entry for pick lists, else text (V). */
export function drawResponse(poll: Poll, random: Random): number | string {
  if (poll.type === 'NPSRating') return random.chance(0.55) ? random.between(9, 10) : random.between(0, 8);
  if (poll.type === 'NumberScale') return random.between(1, 5);
  return poll.type === 'PickList' ? random.pick(['0', '1', '2']) : random.pick(FREE_TEXTS);
}
