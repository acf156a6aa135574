import { type Cell, count } from '../report.ts';
import type { Chart, KeyEntry } from './chart.ts';
import type { Drawing } from './render.ts';

/** Escapes a text for HTML and SVG, for attributes too. */
export function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };
  return text.replace(/[&<>"']/g, (character) => `&${names[character]};`);
}

/** A chart drawn for a wide and a narrow screen. */
export interface DrawnChart {
  readonly chart: Chart;
  readonly wide: Drawing;
  readonly narrow: Drawing;
}

/** A number that sums something up, and what it counts. */
export interface Fact {
  readonly value: string;
  readonly label: string;
}

export interface PageParts {
  readonly title: string;
  readonly intro: string;
  readonly style: string;
  readonly facts: readonly Fact[];
  readonly charts: readonly DrawnChart[];
}

/** Refuses whatever would come from elsewhere, so that the page shows that it needs nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export function pageHtml({ title, intro, style, facts, charts }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escaped(title)}</title>
<style>
${style}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p>${escaped(intro)}</p>
<dl>
${facts.map(({ value, label }) => `<div><dt>${escaped(label)}</dt><dd>${escaped(value)}</dd></div>`).join('\n')}
</dl>
</header>
<main>
${charts.map(section).join('\n')}
</main>
</body>
</html>
`;
}

function section({ chart, wide, narrow }: DrawnChart): string {
  const { id, title, note, key, header, rows } = chart;
  return `<section id="${escaped(id)}">
<h2>${escaped(title)}</h2>
<p>${escaped(note)}</p>
${keyList(key)}
${svg(wide, title, 'wide')}
${svg(narrow, title, 'narrow')}
<details>
<summary>The numbers</summary>
<table>
<thead><tr>${header.map((name) => `<th scope="col">${escaped(name)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(tableRow).join('\n')}
</tbody>
</table>
</details>
</section>`;
}

function keyList(key: readonly KeyEntry[]): string {
  if (key.length === 0) return '';
  const items = key.map(({ label, color }) => `<li><i style="background: ${color}"></i>${escaped(label)}</li>`);
  return `<ul>${items.join('')}</ul>`;
}

function svg({ width, height, content }: Drawing, title: string, className: string): string {
  return `<svg class="${className}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${content}</svg>`;
}

function tableRow(cells: readonly Cell[]): string {
  return `<tr>${cells.map(tableCell).join('')}</tr>`;
}

function tableCell(cell: Cell): string {
  if (cell === null) return '<td></td>';
  return typeof cell === 'string' ? `<td>${escaped(cell)}</td>` : `<td class="number">${count(cell)}</td>`;
}
