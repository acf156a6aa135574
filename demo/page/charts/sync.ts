import type { TopLevelSpec } from 'vega-lite';
import { count, seconds, sumOf } from '../../report.ts';
import type { SyncTotals } from '../../totals.ts';
import { type Chart, COLORS, frame } from '../chart.ts';
import { BIN_MS, type Lane, type Lanes, type Span } from '../lanes.ts';

const KEY = [
  { label: 'request', color: COLORS.blue },
  { label: 'refused or broken off', color: COLORS.red },
  { label: 'wait before retry', color: COLORS.amber },
  { label: 'stream open', color: COLORS.track },
] as const;
const LANE_PX = 13;
const LABELS_PX = 146;
const COUNTS_PX = 34;
const BAR_PX = 8;
/** The shortest bar that one can see. */
const SHORTEST_BAR_PX = 1.5;

export interface SyncChartOptions {
  readonly id: string;
  /** Begins the title, such as `The first sync`. */
  readonly name: string;
  readonly lanes: Lanes;
  /** The ends of the axes, so that several syncs have the same. */
  readonly endMs: number;
  readonly mostSent: number;
}

export function syncChart(totals: SyncTotals, { id, name, lanes, endMs, mostSent }: SyncChartOptions): Chart {
  const sum = sumOf(totals);
  const again = lanes.lanes.reduce((before, { waits }) => before + waits.length, 0);
  const retries = again === 0 ? '' : `, ${again} sent again`;
  return {
    id,
    title: `${name}: ${count(sum.requests)} requests in ${seconds(sum)} s${retries}`,
    note: 'On top: requests sent in each half second. Below: one lane per stream, shaded by group, and how many requests it sent.',
    key: KEY,
    header: ['stream', 'requests', 'refused or broken off', 'seconds waited to send again'],
    rows: lanes.lanes.map((lane) => [lane.stream, lane.requests, lane.failed.length, waitedSeconds(lane)]),
    draw: (width) => [
      rateSpec(lanes.sent, { width, endMs, mostSent }),
      laneSpec(lanes.lanes, { width, endMs, mostSent }),
    ],
  };
}

function waitedSeconds({ waits }: Lane): string {
  return (waits.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / 1000).toFixed(1);
}

interface Extent {
  readonly width: number;
  readonly endMs: number;
  readonly mostSent: number;
}

const PADDING = { left: LABELS_PX, right: COUNTS_PX };

function rateSpec(sent: readonly number[], { width, endMs, mostSent }: Extent): TopLevelSpec {
  const values = sent.map((requests, bin) => ({
    from: (bin * BIN_MS) / 1000,
    to: ((bin + 1) * BIN_MS) / 1000,
    count: requests,
  }));
  return {
    ...frame({ width, height: 80, padding: { ...PADDING, top: 8, bottom: 10 } }),
    data: { values },
    mark: { type: 'rect', color: COLORS.blue, stroke: COLORS.card, strokeWidth: 0.5 },
    encoding: {
      x: { ...timeAxis(endMs), field: 'from', axis: null },
      x2: { field: 'to' },
      y: { field: 'count', type: 'quantitative', scale: { domain: [0, mostSent] }, axis: { tickCount: 2 } },
      y2: { datum: 0 },
    },
  };
}

function timeAxis(endMs: number) {
  const domain = [0, endMs / 1000];
  return { type: 'quantitative', scale: { domain, nice: false } } as const;
}

function laneSpec(lanes: readonly Lane[], { width, endMs }: Extent): TopLevelSpec {
  const plotPx = width - LABELS_PX - COUNTS_PX;
  const shortestMs = (SHORTEST_BAR_PX * endMs) / plotPx;
  const drawn = (spansOf: (lane: Lane) => readonly Span[]) => ({
    values: lanes.flatMap((lane) =>
      spansOf(lane).map(({ fromMs, toMs }) => ({
        stream: lane.stream,
        from: rounded(fromMs),
        to: rounded(Math.max(toMs, fromMs + shortestMs)),
      })),
    ),
  });
  const axis = { tickCount: 5, labelExpr: "datum.label + ' s'", orient: 'bottom', labelFlush: false } as const;
  const bars = { x: { ...timeAxis(endMs), field: 'from', axis }, x2: { field: 'to' } } as const;
  const names = lanes.map(({ stream }) => stream);
  const y = { field: 'stream', type: 'ordinal', scale: { domain: names, padding: 0 }, sort: null } as const;
  return {
    ...frame({ width, height: lanes.length * LANE_PX + 26, padding: { ...PADDING, top: 0, bottom: 26 } }),
    data: { values: lanes.map(({ stream, group, requests }) => ({ stream, group, requests: count(requests) })) },
    encoding: { y: { ...y, axis: { labelFontSize: 11, labelColor: COLORS.ink, labelLimit: 0, labelOverlap: false } } },
    layer: [
      { transform: [{ filter: 'datum.group % 2 === 0' }], mark: { type: 'rect', color: COLORS.band } },
      { data: drawn(({ open }) => [open]), mark: { type: 'bar', height: 2, color: COLORS.track }, encoding: bars },
      { data: drawn(({ waits }) => waits), mark: { type: 'bar', height: 4, color: COLORS.amber }, encoding: bars },
      { data: drawn(({ busy }) => busy), mark: { type: 'bar', height: BAR_PX, color: COLORS.blue }, encoding: bars },
      { data: drawn(({ failed }) => failed), mark: { type: 'bar', height: 11, color: COLORS.red }, encoding: bars },
      {
        mark: { type: 'text', align: 'right', fontSize: 11, color: COLORS.muted },
        encoding: { x: { value: plotPx + COUNTS_PX }, text: { field: 'requests' } },
      },
    ],
  };
}

/** In seconds; more digits would only make the page bigger. */
function rounded(ms: number): number {
  return Math.round(ms) / 1000;
}
