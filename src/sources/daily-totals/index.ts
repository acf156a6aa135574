import { type RefusedError, TooMuchError } from '../../airbyte/errors.ts';
import type { StreamState } from '../../airbyte/stream-state.ts';
import type { DailyTotalsSource } from '../../streams/types.ts';
import { isDeepReadDue } from '../../sync/lookback.ts';
import { createFailureBudget, readWindows } from '../../sync/read-windows.ts';
import type { StreamContext, StreamTask, TimeWindow } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { aggregateRows } from '../aggregate-values.ts';
import { openTimeBookmark, possibleDeepRead } from '../bookmark.ts';
import { endOf, startOf as startOfConfig } from '../config-range.ts';
import { emitRows } from '../emit-rows.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { appsOf, hostOf, isOfHost, startOf } from '../made-with.ts';
import { isRefusedForGood } from '../missing-product.ts';
import { readTime, timeText } from '../state-time.ts';
import { type KnownDays, readKnownDays } from './known-days.ts';
import { COUNTED_SOURCES, type CountedSource, totalsBody } from './requests.ts';
import { NO_APP, type Place, parseTotal, type Total, totalRow, zeroTotal } from './totals.ts';

const NEWEST_MS = 2 * DAY_MS;
const LONGEST_WINDOW_MS = 365 * DAY_MS;
/** Grows while the answers are quick: how much Pendo can count in five minutes is not known before. */
const FIRST_WINDOW_MS = 90 * DAY_MS;
/** More than the first window has days, since each of its halves may be too much. */
const FAILED_REQUESTS_LIMIT = 100;
const STREAMS = COUNTED_SOURCES.map(({ stream }) => stream);
const CURSOR = 'day';
const DEEP_READ_AT = 'deep_read_at';

type Input = SourceInput<DailyTotalsSource>;

function createTask(input: Input): StreamTask {
  const { definition, config } = input;
  return {
    name: definition.name,
    async read(context) {
      const bookmark = await openTimeBookmark(input, context, CURSOR);
      if (bookmark === undefined) return;
      const { state, save, cursor, began } = bookmark;
      const deepReadAt = possibleDeepRead(input, readTime(state, DEEP_READ_AT, definition.name), began);
      const isDeep = cursor === undefined || deepReadAt === undefined || isDeepReadDue(deepReadAt, began);
      const start = startOfConfig(config);
      // Totals are cheap and old days change too, so a deep read counts all of the history.
      const from = isDeep ? start : Math.max(start, Math.min(cursor, began) - NEWEST_MS);
      const range = { from, to: Math.max(from, Math.min(began, endOf(config))) };
      const known = readKnownDays(stateOfHost(input)?.days, STREAMS);
      const newest = await readTotals(input, context, { range, known, readAt: began });
      await save({
        [CURSOR]: timeText(Math.max(cursor ?? 0, newest ?? 0)),
        [DEEP_READ_AT]: timeText(isDeep ? began : deepReadAt),
        days: known.toState(),
      });
    },
  };
}

interface Counted {
  readonly rows: readonly Total[];
}

interface Totals {
  readonly range: TimeWindow;
  readonly known: KnownDays;
  readonly readAt: number;
}

/** Emits the totals of all sources; resolves to the newest day. A source that Pendo refuses is left out, unless all are. */
async function readTotals(input: Input, context: StreamContext, totals: Totals): Promise<number | undefined> {
  const refused: RefusedError[] = [];
  let newest: number | undefined;
  for (const counted of COUNTED_SOURCES) {
    try {
      const rows = await countRows(input, context, { counted, ...totals });
      newest = rows.reduce((latest, { day }) => Math.max(latest ?? day, day), newest);
      const all = [...rows, ...zeros(input, counted, { ...totals, rows })];
      await emitRows(
        input,
        context,
        all.map((total) => totalRow(total, totals.readAt)),
      );
      for (const { stream, app, day } of rows) totals.known.add(stream, app, day);
    } catch (error) {
      if (!isRefusedForGood(error)) throw error;
      refused.push(error);
      if (refused.length === COUNTED_SOURCES.length) throw error;
      input.log.warn(
        `${input.definition.name}: without ${counted.stream}, which Pendo does not count. ${error.message}`,
      );
    }
  }
  return newest;
}

/** Counts the days of the range, by windows of a year or less. */
async function countRows(
  input: Input,
  context: StreamContext,
  { counted, range }: Totals & { counted: CountedSource },
): Promise<readonly Total[]> {
  const rows: Total[] = [];
  await readWindows({
    range,
    sizes: { first: FIRST_WINDOW_MS, longest: LONGEST_WINDOW_MS, shortest: DAY_MS },
    limit: input.windowLimit,
    async read(window) {
      const startedAt = input.now();
      const request = requestContext(input, context, `of ${counted.stream}`, { canSplit: true });
      const body = totalsBody(counted, input.config, window);
      const found = await aggregateRows(input, body, request);
      rows.push(...found.map((row) => parseTotal(row, counted)));
      return { bytes: 0, rows: found.length, ms: input.now() - startedAt };
    },
    readInParts: () => Promise.reject(new TooMuchError(TOO_MUCH)),
    isTooMuch: (error) => error instanceof TooMuchError,
    onProgress: () => Promise.resolve(),
    budget: createFailureBudget(FAILED_REQUESTS_LIMIT),
  });
  return rows;
}

const TOO_MUCH = {
  failureType: 'transient_error',
  message: 'Pendo cannot count the events of one day in one answer. Sync again; if it stays, deselect daily_totals.',
} as const;

/**
 * A zero for each day in the range that had rows once and has none now; it is then no longer known. Apps that the config
 * does not name were not counted.
 */
function zeros(input: Input, counted: CountedSource, { rows, range, known }: Totals & Counted): readonly Total[] {
  const { appIds } = input.config;
  const found = new Set(rows.map(({ app, day }) => `${app} ${day}`));
  const isGone = ({ stream, app, day }: Place) =>
    stream === counted.stream &&
    (appIds === undefined || app === NO_APP || appIds.includes(app)) &&
    day >= range.from &&
    day < range.to &&
    !found.has(`${app} ${day}`);
  const gone = Array.from(known.entries()).filter(isGone);
  for (const { stream, app, day } of gone) known.delete(stream, app, day);
  return gone.map((place) => zeroTotal(place, counted));
}

/**
 * Which days had rows stays true whatever else the config asks for now: rows that another exclude list takes away have to
 * become zeros too.
 */
function stateOfHost({ state, dependsOn }: Input): StreamState | undefined {
  return state !== undefined && isOfHost(state, dependsOn) ? state : undefined;
}

/** Pendo's own count of the rows of each event stream, per day and app. */
export const dailyTotals: SourceKind<DailyTotalsSource> = {
  createTask,
  dependsOn: (config) => ({
    ...hostOf(config),
    ...appsOf(config),
    ...startOf(config),
    exclude_list: config.excludeList,
  }),
  describe: () => '`POST /aggregation`, operator `group` over the six sources of events',
  hasTimeCursor: true,
};
