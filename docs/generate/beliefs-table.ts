import { BELIEF_GROUPS } from '../../src/probe/beliefs/index.ts';
import { type Belief, isAsked } from '../../src/probe/types.ts';
import { code, table } from './markdown.ts';

const HEADER = ['behaviour', 'as emulated', 'asked by `probe` as', 'grade'];

/** The table of docs/emulator.md: what a sync stands on first, what `probe` does not ask about last. */
export function beliefsTable(): string {
  const beliefs = BELIEF_GROUPS.filter(({ isPerStream }) => isPerStream !== true).flatMap((group) => group.beliefs);
  const ordered = beliefs.toSorted((a, b) => rankOf(a) - rankOf(b));
  return table(HEADER, ordered.map(beliefRow));
}

function rankOf(belief: Belief): number {
  if (!isAsked(belief)) return 2;
  return belief.isEssential ? 0 : 1;
}

function beliefRow(belief: Belief): readonly string[] {
  const { id, about, assumes, remark, grade, evidence } = belief;
  const emulated = remark === undefined ? assumes : `${assumes}; ${remark}`;
  return [about, emulated, isAsked(belief) ? code(id) : 'not asked', `[${grade}](evidence.md#${evidence})`];
}
