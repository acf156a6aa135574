import type { StreamGroups } from './groups.ts';
import type { StreamTotals, SyncTotals } from './totals.ts';

/** Numbers are right-aligned, even those that are already text. */
export type Cell = string | number | bigint | null;

const MAX_CELL_CHARACTERS = 48;

/** A plain text table, as wide as its content. */
export function textTable(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map(cellText));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...texts.map((row) => [...(row[column] ?? '')].length)),
  );
  const rightAligned = header.map((_title, column) => texts.some((row) => isNumber(row[column])));
  const line = (cells: readonly string[]) =>
    cells
      .map((text, column) => pad(text, widths[column] ?? 0, rightAligned[column] ?? false))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...texts.map(line)].join('\n');
}

/** A whole number with thousands separators. */
export function count(value: number | bigint): string {
  return value.toLocaleString('en-US');
}

function isNumber(text: string | undefined): boolean {
  return /^-?\d[\d,.]*$/.test(text ?? '');
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return count(cell);
  const printable = [...cell.replace(/\p{Cc}/gu, ' ')];
  return printable.length <= MAX_CELL_CHARACTERS
    ? printable.join('')
    : `${printable.slice(0, MAX_CELL_CHARACTERS - 1).join('')}…`;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - [...text].length));
  return right ? space + text : text + space;
}

const SYNC_HEADER = ['group', 'stream', 'rows 1st', '2nd', 'in table', 'requests 1st', '2nd', 'seconds 1st', '2nd'];

/**
 * What two syncs did, with one line per stream and one for all. Streams are read concurrently, so their seconds
 * overlap.
 */
export function syncTable(groups: StreamGroups, first: SyncTotals, second: SyncTotals): string {
  const rows = Object.entries(groups).flatMap(([group, streams]) =>
    streams.map((stream, index) => syncRow([index === 0 ? group : '', stream], first.get(stream), second.get(stream))),
  );
  return textTable(SYNC_HEADER, [...rows, syncRow(['all', ''], sumOf(first), sumOf(second))]);
}

function syncRow(names: readonly string[], first?: StreamTotals, second?: StreamTotals): Cell[] {
  if (first === undefined || second === undefined) throw new Error(`${names.join(' ')} was not read.`);
  return [
    ...names,
    first.rowsRead,
    second.rowsRead,
    second.rowsInTable,
    first.requests,
    second.requests,
    seconds(first),
    seconds(second),
  ];
}

/** The totals of all streams of a sync, from the first start to the last end. */
export function sumOf(totals: SyncTotals): StreamTotals {
  const all = [...totals.values()];
  const sum = (field: keyof StreamTotals) => all.reduce((before, total) => before + total[field], 0);
  return {
    rowsRead: sum('rowsRead'),
    requests: sum('requests'),
    rowsInTable: sum('rowsInTable'),
    startedAtMs: Math.min(...all.map(({ startedAtMs }) => startedAtMs)),
    endedAtMs: Math.max(...all.map(({ endedAtMs }) => endedAtMs)),
  };
}

export function seconds({ startedAtMs, endedAtMs }: StreamTotals): string {
  return ((endedAtMs - startedAtMs) / 1000).toFixed(1);
}
