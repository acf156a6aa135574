import type { ProbeReport } from '../run.ts';

/** The same report as one JSON document. */
export function jsonReport({ groups, counts, isGood, advice, requests }: ProbeReport): string {
  const beliefs = groups.flatMap(({ title, judged }) =>
    judged.map(({ belief, finding }) => ({
      id: belief.id,
      group: title,
      about: belief.about,
      assumes: belief.assumes,
      grade: belief.grade,
      evidence: belief.evidence,
      verdict: finding.verdict,
      seen: finding.seen,
      if_wrong: belief.ifWrong,
      is_essential: belief.isEssential,
    })),
  );
  return `${JSON.stringify({ is_good: isGood, counts, requests, beliefs, sizes: advice.sizes, advice: advice.words }, null, 2)}\n`;
}
