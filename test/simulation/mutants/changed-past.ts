import type { Break } from './break.ts';

/** Breaks in what happens when Pendo changes its past. */
export const CHANGED_PAST: readonly Break[] = [
  {
    name: 'days that differ are not read again',
    file: 'sources/events/index.ts',
    text: 'joined([...plan.missed, ...check.ranges])',
    by: 'joined(plan.missed)',
  },
  {
    name: 'only the newer half of the days that differ is read again',
    file: 'sources/events/history-check.ts',
    text: 'wholeDays(input, again,',
    by: 'wholeDays(input, again.slice(0, Math.ceil(again.length / 2)),',
  },
  {
    name: 'every read has the same bucket_read_at',
    file: 'sources/events/index.ts',
    text: 'readAtMs: began',
    by: 'readAtMs: plan.whole.from',
  },
  {
    name: 'days that were never compared pass for unchanged',
    file: 'sources/events/changed-days.ts',
    text: 'if (day === undefined && before === undefined) empty.push(number);',
    by: 'if (before === undefined) empty.push(number);',
  },
  {
    name: 'days are compared by their number of rows',
    file: 'sources/events/fingerprints.ts',
    text: 'JSON.stringify([app, day, counts])',
    by: 'JSON.stringify([app, day, counts.rows])',
  },
  {
    name: 'each request has its own bucket_read_at',
    file: 'sources/events/part-reader.ts',
    text: '        shape,\n',
    by: '        shape: { ...shape, readAtMs: input.client.now() },\n',
  },
  {
    name: 'a part of a UTC day is read again',
    file: 'sources/events/plan.ts',
    text: 'dayStart(input, range.from)',
    by: 'range.from',
  },
  {
    name: 'of days that differ, the part in the first UTC day is not read again',
    file: 'sources/events/whole-days.ts',
    text: 'from: Math.max(dayStart(input, start), bounds.from),',
    by: 'from: Math.max(start, bounds.from),',
  },
  {
    name: 'deleted objects are not emitted',
    file: 'sources/list/index.ts',
    text: 'await emitDeletions(input, context, { keys: changes.gone(), foundAt: began });',
    by: '',
  },
  {
    name: 'deleted objects are emitted with an old cursor',
    file: 'sources/list/deletions.ts',
    text: 'row.set(cursorField, String(foundAt))',
    by: "row.set(cursorField, '1')",
  },
  {
    name: 'what was exploded from an object is deleted by the first column of its key',
    file: 'sources/list/deletions.ts',
    text: 'return columns.filter(({ name }) => primaryKey.includes(name)).map(({ field }) => field);',
    by: 'return columns.filter(({ name }) => primaryKey.includes(name)).map(({ field }) => field).slice(0, 1);',
  },
  {
    name: 'the name of an object does not say whether it changed',
    file: 'sources/list/known-objects.ts',
    text: "(seen.get(key) ?? '') + content,",
    by: `(seen.get(key) ?? '') + content.replace(/"name":"[^"]*"/g, ''),`,
  },
  {
    name: 'days with rows are remembered without their app',
    file: 'sources/daily-totals/index.ts',
    text: 'known.add(stream, app, day)',
    by: 'known.add(stream, NO_APP, day)',
  },
];
