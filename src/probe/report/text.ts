import { counted } from '../findings.ts';
import type { Judged, ProbeReport } from '../run.ts';
import { wrap } from './wrap.ts';

const WIDTH = 80;
const VERDICT_WIDTH = 9;
const ID_WIDTH = 26;
const INDENT = ' '.repeat(VERDICT_WIDTH);
const VERDICTS = { agrees: 'agrees', differs: 'DIFFERS', unknown: 'unknown' } as const;
const EVIDENCE = 'docs/evidence.md#';

/** The report as a person reads it in a terminal of 80 columns. */
export function textReport(report: ProbeReport): string {
  const { agrees, differs, unknown } = report.counts;
  const lines = [
    ...wrap(
      'What this source assumes about Pendo, and what this subscription answered. No id, name or value of yours is in it: you can share it.',
      WIDTH,
    ),
    ...report.groups.flatMap(({ title, judged }) => ['', title, '-'.repeat(title.length), ...judged.flatMap(rowLines)]),
    ...section('Sizes', report.advice.sizes),
    ...section('Advice', report.advice.words),
    '',
    `${agrees} agree, ${differs} differ, ${unknown} unknown, after ${counted(report.requests, 'request')}.`,
  ];
  return `${lines.join('\n')}\n`;
}

/** What agrees takes a line or two; what differs says what it means. */
function rowLines({ belief, finding }: Judged): readonly string[] {
  const head = VERDICTS[finding.verdict].padEnd(VERDICT_WIDTH) + belief.id;
  const seen = wrap(finding.seen, WIDTH - VERDICT_WIDTH - ID_WIDTH);
  const first =
    belief.id.length < ID_WIDTH ? [head.padEnd(VERDICT_WIDTH + ID_WIDTH) + seen[0]] : [head, indented(seen[0] ?? '')];
  const more = seen.slice(1).map(indented);
  if (finding.verdict === 'agrees') return [...first, ...more];
  const about = [
    `Assumed: ${plain(belief.about)}: ${plain(belief.assumes)} (${belief.grade}; ${EVIDENCE}${belief.evidence}).`,
    ...(finding.verdict === 'differs' ? [`${belief.isEssential ? 'HARMFUL: ' : ''}${belief.ifWrong}`] : []),
  ];
  return [
    ...first,
    ...more,
    ...about.flatMap((text) => wrap(text, WIDTH - VERDICT_WIDTH).map((line) => INDENT + line)),
  ];
}

function indented(line: string): string {
  return ' '.repeat(VERDICT_WIDTH + ID_WIDTH) + line;
}

function section(title: string, texts: readonly string[]): readonly string[] {
  const lines = texts.flatMap((text) => wrap(text, WIDTH - 2).map((line, at) => (at === 0 ? '- ' : '  ') + line));
  return texts.length === 0 ? [] : ['', title, '-'.repeat(title.length), ...lines];
}

/** Without the signs of Markdown. */
function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}
