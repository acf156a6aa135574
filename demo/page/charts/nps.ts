import type { TopLevelSpec } from 'vega-lite';
import { count } from '../../report.ts';
import { type Chart, COLORS, dayName, frame } from '../chart.ts';
import type { NpsWeek } from '../data.ts';

const SERIES = [
  { name: 'detractors', label: 'detractors (0 to 6)', color: COLORS.red },
  { name: 'passives', label: 'passives (7 and 8)', color: COLORS.grey },
  { name: 'promoters', label: 'promoters (9 and 10)', color: COLORS.teal },
] as const;
const ROW_PX = 60;
/** A narrower part has no room for its percentage. */
const NARROWEST_LABELED_PX = 26;

export function npsByWeek(weeks: readonly NpsWeek[]): Chart {
  return {
    id: 'nps',
    title: titleOf(weeks),
    note: 'Answers to the NPS question by week, Monday to Sunday in UTC. The score is the percentage of promoters less that of detractors.',
    key: SERIES,
    header: ['week of', 'answers', 'detractors', 'passives', 'promoters', 'NPS'],
    rows: weeks.map((week) => {
      const { detractors, passives, promoters } = countsOf(week);
      return [week.week_of_monday, week.answers, detractors, passives, promoters, week.nps];
    }),
    draw: (width) => [spec(weeks, width)],
  };
}

function titleOf(weeks: readonly NpsWeek[]): string {
  const first = weeks.at(0);
  const last = weeks.at(-1);
  if (first === undefined || last === undefined) return 'Nobody answered the NPS question';
  if (weeks.length === 1) return `The net promoter score is ${signed(first.nps)}`;
  const verb = last.nps > first.nps ? 'rises' : 'falls';
  return first.nps === last.nps
    ? `The net promoter score stays at ${signed(last.nps)}`
    : `The net promoter score ${verb} from ${signed(first.nps)} to ${signed(last.nps)}`;
}

/** With a real minus sign. */
function signed(score: number): string {
  return score < 0 ? `−${-score}` : `+${score}`;
}

function spec(weeks: readonly NpsWeek[], width: number): TopLevelSpec {
  const rows = weeks.map((week, index) => ({
    index,
    name: `Week of ${dayName(week.week_of_monday)}`,
    score: `NPS ${signed(week.nps)}, ${count(week.answers)} answers`,
  }));
  const y = { field: 'index', type: 'ordinal', axis: null } as const;
  const domain = [0, 1];
  const x = { field: 'from', type: 'quantitative', scale: { domain }, axis: null } as const;
  const color = {
    field: 'name',
    scale: { domain: SERIES.map(({ name }) => name), range: SERIES.map((entry) => entry.color) },
    legend: null,
  } as const;
  return {
    ...frame({ width, height: weeks.length * ROW_PX, padding: { left: 0, right: 0, top: 0, bottom: 0 } }),
    data: { values: weeks.flatMap(partsOf) },
    encoding: { y },
    layer: [
      { mark: { type: 'bar', height: 24, yOffset: 10 }, encoding: { x, x2: { field: 'to' }, color } },
      {
        transform: [{ filter: `datum.share * ${width} >= ${NARROWEST_LABELED_PX}` }],
        mark: { type: 'text', dy: 10, fontWeight: 600, color: COLORS.onFill },
        encoding: { x: { ...x, field: 'middle' }, text: { field: 'percent' } },
      },
      {
        data: { values: rows },
        mark: { type: 'text', align: 'left', dy: -13 },
        encoding: { x: { value: 0 }, text: { field: 'name' } },
      },
      {
        data: { values: rows },
        mark: { type: 'text', align: 'right', dy: -13, fontWeight: 600 },
        encoding: { x: { value: width }, text: { field: 'score' } },
      },
    ],
  };
}

function countsOf({ answers, promoters, detractors }: NpsWeek) {
  return { detractors, passives: answers - promoters - detractors, promoters };
}

/** The three parts of a week's bar, from left to right. */
function partsOf(week: NpsWeek, index: number) {
  const counts = countsOf(week);
  let from = 0;
  return SERIES.map(({ name }) => {
    const share = counts[name] / week.answers;
    const part = { index, name, share, percent: `${Math.round(share * 100)} %`, from, to: from + share };
    from += share;
    return { ...part, middle: part.from + share / 2 };
  });
}
