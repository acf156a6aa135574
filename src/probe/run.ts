import pLimit from 'p-limit';
import { type Advice, adviceFor } from './advice.ts';
import type { CountedAsking } from './ask.ts';
import { ASKED_GROUPS } from './beliefs/index.ts';
import { Unanswered, unknown } from './findings.ts';
import { openProbe } from './open.ts';
import type { AskedBelief, Finding, Verdict } from './types.ts';

export interface Judged {
  readonly belief: AskedBelief;
  readonly finding: Finding;
}

export interface JudgedGroup {
  readonly title: string;
  readonly judged: readonly Judged[];
}

export interface ProbeReport {
  readonly groups: readonly JudgedGroup[];
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Whether nothing differs that a sync stands on. */
  readonly isGood: boolean;
  readonly advice: Advice;
  readonly requests: number;
}

/** Asks about all beliefs. Throws an error with one sentence when there is nothing to report. */
export async function runProbe(asking: CountedAsking): Promise<ProbeReport> {
  await openProbe(asking);
  const atOnce = pLimit(asking.config.maxConcurrency);
  const groups = await Promise.all(
    ASKED_GROUPS.map(async ({ title, beliefs }) => ({
      title,
      judged: await Promise.all(beliefs.map((belief) => atOnce(() => judge(belief, asking)))),
    })),
  );
  const all = groups.flatMap(({ judged }) => judged);
  return {
    groups,
    counts: { agrees: count(all, 'agrees'), differs: count(all, 'differs'), unknown: count(all, 'unknown') },
    isGood: !all.some(({ belief, finding }) => belief.isEssential && finding.verdict === 'differs'),
    advice: await adviceFor(asking, all),
    requests: asking.requests,
  };
}

async function judge(belief: AskedBelief, asking: CountedAsking): Promise<Judged> {
  try {
    return { belief, finding: await belief.judge(asking) };
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    return { belief, finding: unknown(error.message) };
  }
}

function count(all: readonly Judged[], wanted: Verdict): number {
  return all.filter(({ finding: { verdict } }) => verdict === wanted).length;
}
