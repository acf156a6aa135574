import type { JsonRecord } from '../helpers/airbyte/messages.ts';
import { numberOf } from './config-rows.ts';

/** What the history check counts of some rows. */
export interface Counts {
  readonly rows: number;
  readonly numEvents: number;
  readonly numMinutes: number;
  readonly visitors: ReadonlySet<unknown>;
}

export function countsOf(rows: readonly JsonRecord[]): Counts {
  const sum = (column: string) => rows.reduce((total, row) => total + numberOf(row[column] ?? 0), 0);
  return {
    rows: rows.length,
    numEvents: sum('num_events'),
    numMinutes: sum('num_minutes'),
    visitors: new Set(rows.map(({ visitor_id }) => visitor_id)),
  };
}

export function textOfCounts(group: { readonly counts: () => Counts } | undefined): string | undefined {
  if (group === undefined) return undefined;
  const { rows, numEvents, numMinutes, visitors } = group.counts();
  return [rows, numEvents, numMinutes, visitors.size].join(' ');
}

interface CountedGroup {
  readonly counts: () => Counts;
  readonly countedWith: string;
}

/** The counts of each day and app, as text. */
export function countDays(groups: ReadonlyMap<string, CountedGroup>): ReadonlyMap<string, string | undefined> {
  const byDay = Map.groupBy(groups.values(), ({ countedWith }) => countedWith);
  return new Map(Array.from(byDay, ([day, members]) => [day, textOfCounts({ counts: () => together(members) })]));
}

function together(groups: readonly CountedGroup[]): Counts {
  const all = groups.map(({ counts }) => counts());
  const sum = (count: (one: Counts) => number) => all.reduce((total, one) => total + count(one), 0);
  return {
    rows: sum(({ rows }) => rows),
    numEvents: sum(({ numEvents }) => numEvents),
    numMinutes: sum(({ numMinutes }) => numMinutes),
    visitors: new Set(all.flatMap(({ visitors }) => [...visitors])),
  };
}
