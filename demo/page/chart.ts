import type { TopLevelSpec } from 'vega-lite';
import type { Cell } from '../report.ts';

/** What a color stands for. */
export interface KeyEntry {
  readonly label: string;
  readonly color: string;
}

/** A picture of some rows, and the rows themselves as a table. */
export interface Chart {
  readonly id: string;
  /** A sentence that says what one sees. */
  readonly title: string;
  /** What is counted, and in which unit. */
  readonly note: string;
  readonly key: readonly KeyEntry[];
  /** The parts of the picture, from top to bottom, for a width in pixels. */
  draw(width: number): readonly TopLevelSpec[];
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The names of the colors in style.css, which has them for a light and a dark page. */
export const COLORS = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  track: 'var(--track)',
  band: 'var(--band)',
  card: 'var(--card)',
  onFill: 'var(--on-fill)',
  blue: 'var(--blue)',
  teal: 'var(--teal)',
  amber: 'var(--amber)',
  red: 'var(--red)',
  grey: 'var(--grey)',
} as const;

export const FONT = 'system-ui, sans-serif';

export interface Size {
  readonly width: number;
  readonly height: number;
  /** Room for labels around the marks. The size includes it. */
  readonly padding: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

/** What all pictures share. The room for labels is given, because nothing here can measure a text. */
export function frame({ width, height, padding }: Size) {
  return {
    width: width - padding.left - padding.right,
    height: height - padding.top - padding.bottom,
    padding,
    autosize: 'none',
    config: {
      font: FONT,
      background: 'transparent',
      view: { stroke: null },
      aria: false,
      text: { fontSize: 12, fill: COLORS.ink },
      axis: {
        labelColor: COLORS.muted,
        labelFontSize: 12,
        gridColor: COLORS.line,
        domain: false,
        ticks: false,
        labelPadding: 6,
        title: null,
      },
      axisX: { labelPadding: 9 },
    },
  } as const;
}

const ELLIPSIS = '…';

/** Cuts a text that has more characters than there is room for. */
export function shortened(text: string, mostCharacters: number): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()];
  if (characters.length <= mostCharacters) return characters.join('');
  return `${characters
    .slice(0, mostCharacters - 1)
    .join('')
    .trimEnd()}${ELLIPSIS}`;
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });

/** `2026-06-01` as `1 June`. */
export function dayName(date: string): string {
  return DAY.format(new Date(date));
}
