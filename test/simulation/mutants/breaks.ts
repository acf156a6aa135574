import type { Break } from './break.ts';
import { CHANGED_PAST } from './changed-past.ts';

const EVENT_WINDOWS: readonly Break[] = [
  {
    name: 'the first instant of a window is left out',
    file: 'pendo/aggregation.ts',
    text: `\${timeField} >= \${request.from}`,
    by: `\${timeField} > \${request.from}`,
  },
  {
    name: 'the state of a window comes before its records',
    file: 'sync/read-windows.ts',
    text: 'if (!(await readOrHalve(window, queue, options))) return;',
    by: `prefix.close(window);
    await options.onProgress(prefix.end);
    if (!(await readOrHalve(window, queue, options))) return;`,
  },
  {
    name: 'the cursor goes to now instead of the end of the gapless prefix',
    file: 'sources/events/plan.ts',
    text: 'Math.min(readTo, began)',
    by: 'began',
  },
  {
    name: 'half of a window that was halved is forgotten',
    file: 'sync/window-queue.ts',
    text: '{ from: window.from, to: middle }, { from: middle, to: window.to }',
    by: '{ from: window.from, to: middle }',
  },
];

const ANSWERS: readonly Break[] = [
  {
    name: 'an answer that ends early passes for a whole one',
    file: 'records/answer/scanner.ts',
    text: "if (this.#grammar.state !== 'end')",
    by: "if (this.#grammar.state === 'start')",
  },
  {
    name: 'a key without row_number',
    file: 'streams/definitions/guide-events.ts',
    text: "    'row_number',\n",
    by: '',
  },
  {
    name: 'rows are numbered over a window instead of a bucket',
    file: 'records/convert/record.ts',
    text: "key += column.isKey ? text + KEY_SEPARATOR : '';",
    by: "key += column.isKey && !/hour|day/.test(column.label) ? text + KEY_SEPARATOR : '';",
  },
];

const LOOKBACK: readonly Break[] = [
  {
    name: 'no lookback',
    file: 'sync/lookback.ts',
    text: 'deep ? Math.min(newest, deepest) : newest',
    by: 'newest',
  },
  {
    name: 'the newest buckets are not read again',
    file: 'sync/lookback.ts',
    text: 'soFar.end - options.newestMs',
    by: 'soFar.end',
  },
  {
    name: 'the lookback counts from now instead of the last deep reading',
    file: 'sync/lookback.ts',
    text: '(soFar.deepReadAt ?? soFar.end) - options.lookbackMs',
    by: 'now - options.lookbackMs',
  },
];

const PAGES: readonly Break[] = [
  {
    name: 'a short page passes for the last one',
    file: 'sources/entities/index.ts',
    text: 'await saveState();\n      }\n',
    by: 'await saveState();\n        if (page.rows < input.config.pageSize) break;\n      }\n',
  },
  {
    name: 'ids stand in filters without escapes',
    file: 'pendo/filter.ts',
    text: `.replaceAll('\\\\', '\\\\\\\\').replaceAll('"', '\\\\"')`,
    by: '',
  },
  {
    name: 'a reading is resumed after the wrong id',
    file: 'sources/entities/progress.ts',
    text: 'after: isResumed ? after : undefined',
    by: String.raw`after: isResumed ? String(after).replace(/\d+/, (n) => String(Number(n) + 1).padStart(n.length, '0')) : undefined`,
  },
  {
    name: 'a resumed reading forgets when it began',
    file: 'sources/entities/progress.ts',
    text: "(isResumed ? readTime(resume, 'began', definition.name) : undefined) ?? now",
    by: 'now',
  },
  {
    name: 'rows without a time of change are forgotten',
    file: 'sources/entities/pages.ts',
    text: ` || \${path} == null || \${path} == 0)`,
    by: ')',
  },
  {
    name: 'another config goes unnoticed',
    file: 'sources/made-with.ts',
    text: 'if (reason !== undefined) return reason;',
    by: '',
  },
];

const SECOND_TABLE: readonly Break[] = [
  {
    name: 'seen states are read from the cursor on, without a lookback',
    file: 'sources/seen-states/index.ts',
    text: `newestMs: DAY_MS,
        lookbackMs: config.lookbackDays * DAY_MS,`,
    by: 'newestMs: 0, lookbackMs: 0,',
  },
  {
    name: 'only the first of their times says whether seen states changed',
    file: 'sources/seen-states/index.ts',
    text: 'timeFields.map(',
    by: 'timeFields.slice(0, 1).map(',
  },
  {
    name: 'days that have no rows any more keep their totals',
    file: 'sources/daily-totals/index.ts',
    text: 'return gone.map(',
    by: 'return gone.slice(gone.length).map(',
  },
  {
    name: 'old days are counted once and never again',
    file: 'sources/daily-totals/index.ts',
    text: 'deepReadAt === undefined || isDeepReadDue(deepReadAt, began)',
    by: 'deepReadAt === undefined',
  },
  {
    name: 'the last element of a list becomes no row',
    file: 'records/convert/explode.ts',
    text: 'elementsOf(raw).map(',
    by: 'elementsOf(raw).slice(0, -1).map(',
  },
  {
    name: 'the visitor with which a range ends is in no range',
    file: 'sources/visitor-ranges.ts',
    text: `\`!(visitorId > \${idLiteral(until)})\``,
    by: `\`visitorId < \${idLiteral(until)}\``,
  },
  {
    name: 'guides without a time of change are asked for their versions once',
    file: 'sources/guide-versions/index.ts',
    text: 'row.lastUpdatedAt : Number.POSITIVE_INFINITY',
    by: 'row.lastUpdatedAt : input.state === undefined ? 1 : 0',
  },
  {
    name: 'members of a segment come without their accounts',
    file: 'sources/segment-members/index.ts',
    text: "accountId: 'accountId' } },",
    by: '} },',
  },
];

export const BREAKS: readonly Break[] = [
  ...EVENT_WINDOWS,
  ...ANSWERS,
  ...LOOKBACK,
  ...PAGES,
  ...SECOND_TABLE,
  ...CHANGED_PAST,
];
