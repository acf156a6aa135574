import { FONT, type KeyEntry } from './chart.ts';
import { type DrawnChart, escaped } from './html.ts';

export interface PictureParts {
  readonly title: string;
  /** The style sheet with the colors. */
  readonly colors: string;
  readonly charts: readonly DrawnChart[];
}

const COLUMNS = 2;
const GAP_PX = 20;
const INSET_PX = 22;
const TITLE_PX = 64;
const LINE_PX = 20;
const KEY_PX = 26;
const SWATCH_PX = 12;
/** A generous width of a character of the key and of a chart's title, since nothing here can measure a text. */
const CHARACTER_PX = { key: 6.6, title: 9 };

/** The charts of the page in one SVG, which can be shown as an image: two columns, without the tables. */
export function pictureSvg({ title, colors, charts }: PictureParts): string {
  const cardPx = Math.max(...charts.map(({ wide }) => wide.width)) + 2 * INSET_PX;
  const width = COLUMNS * cardPx + (COLUMNS + 1) * GAP_PX;
  const rows: string[] = [];
  let top = TITLE_PX;
  for (let index = 0; index < charts.length; index += COLUMNS) {
    const row = charts.slice(index, index + COLUMNS);
    const height = Math.max(...row.map((drawn) => headPx(drawn) + drawn.wide.height + INSET_PX));
    for (const [column, drawn] of row.entries()) {
      rows.push(card(drawn, { x: GAP_PX + column * (cardPx + GAP_PX), y: top, width: cardPx, height }));
    }
    top += height + GAP_PX;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" font-family="${FONT}">
<title>${escaped(title)}</title>
<style>
${colors}</style>
<rect width="${width}" height="${top}" fill="var(--page)"/>
<text x="${GAP_PX}" y="42" font-size="24" font-weight="700" fill="var(--ink)">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function card(drawn: DrawnChart, { x, y, width, height }: Place): string {
  const { chart, wide } = drawn;
  const lines = titleLines(drawn).map((line, index) => {
    const baseline = 28 + index * LINE_PX;
    return `<text x="${INSET_PX}" y="${baseline}" font-size="15" font-weight="700" fill="var(--ink)">${escaped(line)}</text>`;
  });
  return `<g transform="translate(${x},${y})">
<rect width="${width}" height="${height}" rx="12" fill="var(--card)" stroke="var(--edge)"/>
${lines.join('\n')}
<g transform="translate(${INSET_PX},${titlePx(drawn)})">${keyLine(chart.key)}</g>
<g transform="translate(${INSET_PX},${headPx(drawn)})">${wide.content}</g>
</g>`;
}

function headPx(drawn: DrawnChart): number {
  return titlePx(drawn) + (drawn.chart.key.length > 0 ? KEY_PX : 0);
}

function titlePx(drawn: DrawnChart): number {
  return INSET_PX + titleLines(drawn).length * LINE_PX;
}

/** SVG does not break lines. */
function titleLines({ chart, wide }: DrawnChart): string[] {
  const mostCharacters = wide.width / CHARACTER_PX.title;
  const lines: string[] = [];
  for (const word of chart.title.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && [...longer].length <= mostCharacters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function keyLine(key: readonly KeyEntry[]): string {
  let x = 0;
  const entries = key.map(({ label, color }) => {
    const swatch = `<rect x="${x}" width="${SWATCH_PX}" height="${SWATCH_PX}" rx="3" fill="${color}"/>`;
    const text = `<text x="${x + 18}" y="10" font-size="12" fill="var(--muted)">${escaped(label)}</text>`;
    x += 18 + Math.ceil(label.length * CHARACTER_PX.key) + 12;
    return swatch + text;
  });
  return entries.join('');
}
