import type { TopLevelSpec } from 'vega-lite';
import { type Chart, COLORS, dayName, frame } from '../chart.ts';
import type { ActiveDay } from '../data.ts';

const SERIES = [
  { name: 'visitors', color: COLORS.blue },
  { name: 'accounts', color: COLORS.teal },
] as const;

export function activeVisitors(days: readonly ActiveDay[]): Chart {
  const counts = days.map(({ visitors }) => visitors);
  return {
    id: 'active-visitors',
    title: `${Math.min(...counts)} to ${Math.max(...counts)} visitors are active on a day`,
    note: `Visitors and accounts with at least one event, by day in the subscription's time zone. When the second sync ran, ${dayName(days.at(-1)?.date ?? '')} was not over.`,
    key: [],
    header: ['day', 'visitors', 'accounts'],
    rows: days.map(({ date, visitors, accounts }) => [date, visitors, accounts]),
    draw: (width) => [spec(days, width)],
  };
}

function spec(days: readonly ActiveDay[], width: number): TopLevelSpec {
  const points = SERIES.flatMap(({ name }) => days.map((day) => ({ date: day.date, name, count: day[name] })));
  const last = points.filter(({ date }) => date === days.at(-1)?.date);
  const color = { field: 'name', scale: scaleOf(SERIES), legend: null } as const;
  const x = {
    field: 'date',
    type: 'temporal',
    scale: { type: 'utc' },
    axis: { format: '%-d %b', grid: false, labelFlush: false, tickCount: width < 400 ? 4 : 7 },
  } as const;
  const y = { field: 'count', type: 'quantitative', axis: { tickCount: 5 } } as const;
  const padding = { left: 30, right: 74, top: 12, bottom: 26 };
  return {
    ...frame({ width, height: 220, padding }),
    data: { values: points },
    encoding: { x, y, color },
    layer: [
      { mark: { type: 'line', strokeWidth: 2.5, strokeJoin: 'round' } },
      { mark: { type: 'point', filled: true, size: 36, opacity: 1 } },
      {
        data: { values: last },
        mark: { type: 'text', align: 'left', dx: 8, fontWeight: 600 },
        encoding: { text: { field: 'name' } },
      },
    ],
  };
}

function scaleOf(series: readonly { readonly name: string; readonly color: string }[]) {
  return { domain: series.map(({ name }) => name), range: series.map(({ color }) => color) };
}
