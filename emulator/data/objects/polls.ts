import type { PendoRow } from '../../types.ts';
import type { Random } from '../prng.ts';
import type { World } from '../world.ts';

export type PollType = 'NPSRating' | 'FreeForm' | 'PickList' | 'NumberScale';

export interface Poll {
  readonly id: string;
  readonly type: PollType;
  readonly question: string;
  /** The answers to choose from, by id; empty if there is nothing to choose. */
  readonly options: Readonly<Record<string, string>>;
  /** The poll that asks for the reason of this one's answer, or "". */
  readonly followUp: string;
}

/** A question of a guide: its type, and the texts of a pick list. */
interface Question {
  readonly type: PollType;
  readonly question: string;
  readonly answers?: readonly string[];
}

const NPS: Question = { type: 'NPSRating', question: 'How likely are you to recommend Acme to a friend?' };
const REASON: Question = { type: 'FreeForm', question: 'What is the reason for your "score"?' };
const CHOICE: Question = {
  type: 'PickList',
  question: 'Which do you use most?',
  answers: ['Reports', 'Dashboards', 'Neither "of" them'],
};
const YES_NO: Question = { type: 'PickList', question: 'Was this useful?' };
const SCALE: Question = { type: 'NumberScale', question: 'How easy was it?' };
const QUESTIONS: readonly (readonly Question[])[] = [[NPS, REASON], [CHOICE, YES_NO], [SCALE], [REASON]];

/** Yes and no are numbered (evidence.md#polls). Other answers have ids. */
const YES_NO_OPTIONS: Readonly<Record<string, string>> = { '0': 'No', '1': 'Yes' };

/**
 * The polls of the guide with this index. Guide 0 asks for an NPS rating and its reason, and every third guide asks
 * something. Ids are 10 or 11 digits and lower-case letters. Ids of answers begin with zeros, which would be lost if
 * they were parsed as numbers (evidence.md#poll-ids).
 */
export function pollsOf(world: World, guideIndex: number): readonly Poll[] {
  if (guideIndex % 3 !== 0) return [];
  const questions = QUESTIONS[(guideIndex / 3) % QUESTIONS.length] ?? [];
  const ids = questions.map((_, place) => world.random('poll', guideIndex, place).code(10 + (place % 2)));
  return questions.map(({ type, question, answers }, place) => ({
    id: ids[place] ?? '',
    type,
    question,
    options: optionsOf(world, guideIndex, { type, answers }),
    followUp: type === 'NPSRating' ? (ids[place + 1] ?? '') : '',
  }));
}

function optionsOf(
  world: World,
  guideIndex: number,
  { type, answers }: Pick<Question, 'type'> & { answers: Question['answers'] },
) {
  if (type !== 'PickList') return {};
  if (answers === undefined) return YES_NO_OPTIONS;
  return Object.fromEntries(
    answers.map((text, place) => [`00${world.random('poll answer', guideIndex, place).code(12)}`, text]),
  );
}

const FREE_TEXTS: readonly [string, ...string[]] = [
  'Great!',
  'Too slow\nand too "big"',
  'ok 👍',
  '<b>no</b>',
  '42',
  '',
];

const NUMBERS: Readonly<Partial<Record<PollType, readonly number[]>>> = {
  NPSRating: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  NumberScale: [1, 2, 3, 4, 5],
};

export function pollRow(poll: Poll): PendoRow {
  return {
    id: poll.id,
    question: poll.question,
    attributes: {
      type: poll.type,
      display: 'All',
      followUp: poll.followUp,
      leftLabel: 'Not likely',
      rightLabel: 'Very likely',
    },
    // An object according to live answers and one documented table, but a list according to another
    // (evidence.md#polls).
    idResponses: poll.options,
    numericResponses: NUMBERS[poll.type] ?? [],
    resetAt: 0,
  };
}

/** A number for scales, a key of idResponses for pick lists, otherwise text (evidence.md#poll-answers). */
export function drawResponse(poll: Poll, random: Random): number | string {
  if (poll.type === 'NPSRating') return random.chance(0.55) ? random.between(9, 10) : random.between(0, 8);
  if (poll.type === 'NumberScale') return random.between(1, 5);
  const options = Object.keys(poll.options);
  return options[random.below(Math.max(1, options.length))] ?? random.pick(FREE_TEXTS);
}
