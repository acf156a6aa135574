import { type RefusedError, TooMuchError } from '../../airbyte/errors.ts';
import type { StreamState } from '../../airbyte/stream-state.ts';
import type { DailyTotalsSource } from '../../streams/types.ts';
import { isDeepReadDue } from '../../sync/lookback.ts';
import type { StreamContext, StreamTask, TimeWindow } from '../../sync/types.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import { openTimeBookmark, possibleDeepRead } from '../bookmark.ts';
import { type CountedSource, countDays, type DayTotal, NO_APP } from '../day-totals.ts';
import { emitRows } from '../emit-rows.ts';
import type { ConfiguredDays, SourceInput, SourceKind } from '../kind.ts';
import { appsOf, hostOf, isOfHost, startOf } from '../made-with.ts';
import { isRefusedForGood } from '../missing-product.ts';
import { readTime, timeText } from '../state-time.ts';
import { type KnownDays, readKnownDays } from './known-days.ts';

const NEWEST_MS = 2 * DAY_MS;
/** The longest day is one of 26 hours. */
const LONGEST_DAY_MS = 26 * HOUR_MS;
const SHORTEST_DAY_MS = 22 * HOUR_MS;
const WINDOWS = {
  /** Windows grow while answers come fast: nobody knows how much Pendo can count in five minutes. */
  firstWindowMs: 90 * DAY_MS,
  /** More than the days of the first window, since each half of it may be too much. */
  mostFailures: 100,
};
const CURSOR = 'day';
const DEEP_READ_AT = 'deep_read_at';

type Input = SourceInput<DailyTotalsSource>;

/** The sources to count, by the names of our streams. */
interface CountedStream extends CountedSource {
  readonly stream: string;
}

const COUNTED_STREAMS: readonly CountedStream[] = [
  { stream: 'events', source: 'events' },
  { stream: 'page_events', source: 'pageEvents' },
  { stream: 'feature_events', source: 'featureEvents' },
  { stream: 'track_events', source: 'trackEvents' },
  { stream: 'guide_events', source: 'guideEvents', timeField: 'browserTime' },
  { stream: 'poll_events', source: 'pollEvents', timeField: 'browserTime' },
];
const STREAMS = COUNTED_STREAMS.map(({ stream }) => stream);

function createTask(input: Input): StreamTask {
  const { definition } = input;
  return {
    name: definition.name,
    async read(context) {
      const bookmark = await openTimeBookmark(input, context, CURSOR);
      if (bookmark === undefined) return;
      const { state, save, cursor, began } = bookmark;
      const deepReadAt = possibleDeepRead(input, readTime(state, DEEP_READ_AT, definition.name), began);
      const isDeep = cursor === undefined || deepReadAt === undefined || isDeepReadDue(deepReadAt, began);
      const days = await input.configuredDays(context);
      // Totals are cheap, and old days change too. So a deep read counts the whole history.
      const judgedFrom = isDeep ? firstJudged(days) : Math.max(days.from, Math.min(cursor, began) - NEWEST_MS);
      // After the time zone has moved, a day that is gone shares its hours with a day that begins before it.
      const from = Math.max(days.from, judgedFrom - LONGEST_DAY_MS);
      const range = { from, to: Math.max(from, Math.min(began, days.to)) };
      const known = readKnownDays(stateOfHost(input)?.days, STREAMS);
      const newest = await readTotals(input, context, { range, judgedFrom, known, readAt: began });
      await save({
        [CURSOR]: timeText(Math.max(cursor ?? 0, newest ?? 0)),
        [DEEP_READ_AT]: timeText(isDeep ? began : deepReadAt),
        days: known.toState(),
      });
    },
  };
}

/** If the time zone moved west, the first day was counted before from an earlier beginning, which is gone now. */
function firstJudged({ from, startIsExact }: ConfiguredDays): number {
  return startIsExact ? from - SHORTEST_DAY_MS : from;
}

interface Totals {
  readonly range: TimeWindow;
  /** Days from here on are told to be gone. */
  readonly judgedFrom: number;
  readonly known: KnownDays;
  readonly readAt: number;
}

/**
 * Emits the totals of all sources and resolves to the newest day. A source that Pendo refuses is left out, unless all
 * are refused.
 */
async function readTotals(input: Input, context: StreamContext, totals: Totals): Promise<number | undefined> {
  const { range, readAt, known } = totals;
  const refused: RefusedError[] = [];
  let newest: number | undefined;
  for (const counted of COUNTED_STREAMS) {
    const { stream } = counted;
    try {
      const what = `of ${stream}`;
      const rows = await countDays(input, context, { counted, range, what, isTooMuch, ...WINDOWS });
      newest = rows.reduce((latest, { day }) => Math.max(latest ?? day, day), newest);
      const all = [...rows, ...zeros(input, counted, { ...totals, rows })];
      await emitRows(
        input,
        context,
        all.map(({ app, day, counts }) => ({ source: stream, appId: app, day, ...counts, readAt })),
      );
      for (const { app, day } of rows) known.add(stream, app, day);
    } catch (error) {
      if (!isRefusedForGood(error)) throw error;
      refused.push(error);
      if (refused.length === COUNTED_STREAMS.length) throw error;
      input.log.warn(
        `${input.definition.name}: ${stream} is missing, because Pendo did not count it. ${error.message}`,
      );
    }
  }
  return newest;
}

function isTooMuch(error: unknown): boolean {
  return error instanceof TooMuchError;
}

/**
 * Returns a zero for each day in the range that had rows before and has none now, and forgets these days. Apps that the
 * config leaves out were not counted, so they get no zeros.
 */
function zeros(
  input: Input,
  { stream, timeField }: CountedStream,
  { rows, range, judgedFrom, known }: Totals & { rows: readonly DayTotal[] },
): readonly DayTotal[] {
  const { appIds } = input.config;
  const found = new Set(rows.map(({ app, day }) => `${app} ${day}`));
  const gone = Array.from(known.entries()).filter(
    ({ app, day, ...place }) =>
      place.stream === stream &&
      (appIds === undefined || app === NO_APP || appIds.includes(app)) &&
      day >= judgedFrom &&
      day < range.to &&
      !found.has(`${app} ${day}`),
  );
  for (const { app, day } of gone) known.delete(stream, app, day);
  const counts = { rows: 0, numEvents: 0, numMinutes: timeField === undefined ? 0 : null, visitors: 0 };
  return gone.map(({ app, day }) => ({ app, day, counts }));
}

/** Kept when the config changes: rows that another exclude list removes must become zeros too. */
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
