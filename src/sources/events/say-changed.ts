import { DAY_MS } from '../../utils/time.ts';
import type { ChangedDay } from './changed-days.ts';
import { OF_OLD_ZONE } from './fingerprints.ts';
import type { EventsInput } from './input.ts';

/** Spans of days shown in a log line. */
const SHOWN_SPANS = 5;

export interface Changes {
  readonly differing: readonly ChangedDay[];
  /** How many of them this sync reads again. */
  readonly again: number;
}

/** One line that says which days differ, how many rows they had and have, and what may be the reason. */
export function sayChanged({ definition, log }: EventsInput, { differing, again }: Changes): void {
  if (differing.length === 0) return;
  const compared = differing.filter(({ before }) => before !== undefined);
  const added = differing.length - compared.length;
  const because =
    compared.length === 0
      ? `they are compared for the first time: ${spansOf(differing)}, ${rowsNow(differing)} rows.`
      : `Pendo counts other rows than before on ${spansOf(compared)}: ${rowsOf(compared)}. ${reasonOf(compared)}`;
  const first = compared.length > 0 && added > 0 ? ` ${added} more are compared for the first time.` : '';
  const rest = differing.length - again;
  const later = rest > 0 ? ` The ${rest} oldest of them are read with the next syncs.` : '';
  log.info(`${definition.name}: reading ${again} older days again, because ${because}${first}${later}`);
}

/** `2026-05-01 to 2026-05-03, 2026-05-07` */
function spansOf(days: readonly ChangedDay[]): string {
  const spans: { first: number; last: number }[] = [];
  for (const number of days.map((day) => day.number).sort((left, right) => left - right)) {
    const span = spans.at(-1);
    if (span?.last === number - 1) span.last = number;
    else spans.push({ first: number, last: number });
  }
  const shown = spans.slice(0, SHOWN_SPANS);
  const hidden = spans.slice(SHOWN_SPANS).reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const texts = shown.map(({ first, last }) => (first === last ? date(first) : `${date(first)} to ${date(last)}`));
  return `${texts.join(', ')}${hidden > 0 ? ` and ${hidden} more days` : ''}`;
}

function date(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

function rowsOf(days: readonly ChangedDay[]): string {
  const before = rowsBefore(days);
  return before === undefined ? `${rowsNow(days)} rows now` : `${before} rows before, ${rowsNow(days)} now`;
}

function rowsNow(days: readonly ChangedDay[]): number {
  return days.reduce((sum, { now }) => sum + (now.rows ?? 0), 0);
}

/** Undefined when the state does not tell it of all of them. */
function rowsBefore(days: readonly ChangedDay[]): number | undefined {
  return days.reduce<number | undefined>(
    (sum, { before }) => (sum === undefined || before?.rows === undefined ? undefined : sum + before.rows),
    0,
  );
}

function reasonOf(days: readonly ChangedDay[]): string {
  if (days.some(({ before }) => before?.mark === OF_OLD_ZONE))
    return 'The time zone of the subscription moved, so its days, weeks or months begin at another time.';
  const before = rowsBefore(days);
  if (before !== undefined && rowsNow(days) < before) {
    return 'Rows go when pages or features are tagged anew, guides are reset, visitors are deleted, or the exclude list grows.';
  }
  if (before !== undefined && rowsNow(days) > before) {
    return 'Rows come when data is late, pages or features are tagged anew, or the exclude list shrinks.';
  }
  return 'Such changes come from pages and features that are tagged anew, guides that are reset, late data and deleted visitors.';
}
