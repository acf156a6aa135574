import type { TopLevelSpec } from 'vega-lite';
import { type Chart, COLORS, frame, shortened } from '../chart.ts';
import type { GuideStep } from '../data.ts';

const SERIES = [
  { name: 'seen', label: 'saw the step', color: COLORS.blue },
  { name: 'advanced', label: 'went on', color: COLORS.teal },
  { name: 'dismissed', label: 'closed it', color: COLORS.amber },
] as const;
const CHARACTER_PX = 7.5;
/** Below this a bar has no room for a number of two digits. */
const NUMBER_PX = 15;

export function guideFunnel(steps: readonly GuideStep[]): Chart {
  const [first] = steps;
  const last = steps.at(-1);
  return {
    id: 'guide-funnel',
    title:
      first === undefined || last === undefined
        ? 'No guide was shown'
        : `“${first.guide}”: ${first.seen} saw its first step, ${last.seen} its last`,
    note: 'Visitors by step, in the order of the steps. The emulated visitors see steps at random, so the numbers need not fall.',
    key: SERIES,
    header: ['step', 'saw it', 'went on', 'closed it'],
    rows: steps.map(({ step, seen, advanced, dismissed }) => [step, seen, advanced, dismissed]),
    draw: (width) => [spec(steps, width)],
  };
}

function spec(steps: readonly GuideStep[], width: number): TopLevelSpec {
  const padding = { left: 30, right: 4, top: 18, bottom: 26 };
  const stepPx = (width - padding.left - padding.right) / Math.max(1, steps.length);
  const names = steps.map(({ step }) => shortened(step, Math.floor(stepPx / CHARACTER_PX)));
  const values = steps.flatMap((row, index) => SERIES.map(({ name }) => ({ index, name, count: row[name] })));
  const encoding = {
    x: {
      field: 'index',
      type: 'ordinal',
      scale: { paddingInner: 0.25, paddingOuter: 0.1 },
      axis: { labelAngle: 0, labelExpr: `${JSON.stringify(names)}[datum.value]` },
    },
    xOffset: { field: 'name', type: 'nominal', sort: null, scale: { domain: SERIES.map(({ name }) => name) } },
    y: { field: 'count', type: 'quantitative', stack: null, axis: { tickCount: 4 } },
  } as const;
  const color = {
    field: 'name',
    scale: { domain: SERIES.map(({ name }) => name), range: SERIES.map((entry) => entry.color) },
    legend: null,
  } as const;
  const labels = { mark: { type: 'text', dy: -7, fontWeight: 600 }, encoding: { text: { field: 'count' } } } as const;
  return {
    ...frame({ width, height: 220, padding }),
    data: { values },
    encoding,
    layer: [
      { mark: { type: 'bar' }, encoding: { color } },
      ...((stepPx * 0.75) / SERIES.length < NUMBER_PX ? [] : [labels]),
    ],
  };
}
