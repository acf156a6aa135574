import type { TopLevelSpec } from 'vega-lite';
import { count } from '../../report.ts';
import { type Chart, COLORS, frame, shortened } from '../chart.ts';
import type { PageTime } from '../data.ts';

const ROW_PX = 44;
/** Room for the longest value behind its bar. */
const VALUE_PX = 84;
const CHARACTER_PX = 7.5;

export function topPages(pages: readonly PageTime[]): Chart {
  const [first] = pages;
  return {
    id: 'top-pages',
    title: first === undefined ? 'No page was used' : `People spend most time on “${first.page}”`,
    note: 'Minutes on the five pages with the most time, and how many visitors saw each of them.',
    key: [],
    header: ['page', 'minutes', 'views', 'visitors'],
    rows: pages.map(({ page, minutes, views, visitors }) => [page, minutes, views, visitors]),
    draw: (width) => [spec(pages, width)],
  };
}

function spec(pages: readonly PageTime[], width: number): TopLevelSpec {
  const values = pages.map((row, index) => ({
    index,
    minutes: row.minutes,
    name: shortened(row.page, Math.floor((width - 100) / CHARACTER_PX)),
    time: `${count(row.minutes)} min`,
    visitors: row.visitors === 1 ? '1 visitor' : `${count(row.visitors)} visitors`,
  }));
  const size = { width, height: pages.length * ROW_PX + 8, padding: { left: 0, right: 0, top: 4, bottom: 4 } };
  const domain = [0, Math.max(1, ...pages.map(({ minutes }) => minutes))];
  const range = [0, width - VALUE_PX];
  const x = {
    field: 'minutes',
    type: 'quantitative',
    scale: { domain, range },
    axis: null,
  } as const;
  return {
    ...frame(size),
    data: { values },
    encoding: { y: { field: 'index', type: 'ordinal', axis: null } },
    layer: [
      {
        mark: { type: 'bar', height: 14, yOffset: 9, color: COLORS.blue },
        encoding: { x },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8, dy: 9, fontWeight: 600 },
        encoding: { x, text: { field: 'time' } },
      },
      {
        mark: { type: 'text', align: 'left', dy: -8 },
        encoding: { x: { value: 0 }, text: { field: 'name' } },
      },
      {
        mark: { type: 'text', align: 'right', dy: -8, color: COLORS.muted },
        encoding: { x: { value: width }, text: { field: 'visitors' } },
      },
    ],
  };
}
