import type { JsonRecord, Stream } from '../helpers/airbyte/messages.ts';
import { currentRows } from '../helpers/current-rows.ts';
import { pullFacts } from '../helpers/streams/index.ts';
import { compareStream, type Dates, type LeftOut } from './compare-stream.ts';
import type { ReadSince } from './rows-read-since.ts';
import type { RunState, StreamProgress } from './run-state.ts';
import type { SyncConfig } from './scenario/types.ts';
import {
  rowsOfEmptyDays,
  rowsOfHole,
  rowsOfLateHours,
  rowsOfOldZone,
  rowsOutsideDates,
  type StillInput,
} from './still-rows.ts';

interface Subject {
  readonly stream: Stream;
  readonly config: SyncConfig;
  readonly progress: StreamProgress;
}

/** Any moment of the scenario will do. */
const EVER: Pick<ReadSince, 'forBucket'> = { forBucket: () => Number.NEGATIVE_INFINITY };

/**
 * Compares the table of a stream after any sync. While the world changes its past, rows by time may be as of any
 * earlier moment; all others are as new as the design promises.
 */
export function compareSoFar(run: RunState, subject: Subject): readonly string[] {
  const { stream, progress } = subject;
  const { shows, timeColumns } = pullFacts(stream.name).reading;
  const rows = run.warehouse.rows(stream.name);
  if (run.scenario.changes.length === 0) return compareRows(run, { ...subject, rows, readSince: progress.readSince });
  const mayBeOld = timeColumns !== undefined && shows !== 'table';
  const readSince = mayBeOld ? EVER : progress.readSince;
  return compareRows(run, {
    ...subject,
    rows: shownRows(run, stream),
    readSince,
    leftOut: zoneHasMoved(run) ? outsideDatesOrLate(run, subject) : outsideDates(run, subject),
    datesSoFar: mayBeOld ? widestDates(run.configs) : undefined,
  });
}

/**
 * Compares the table of a stream after the world has stood still: nothing may be missing, stale or left over. Streams
 * that cannot promise that are not compared.
 */
export function compareStill(run: RunState, subject: Subject): readonly string[] {
  const { stream } = subject;
  if (pullFacts(stream.name).reading.shows === undefined) return [];
  const shown = shownRows(run, stream);
  const input = stillInput(run, subject);
  const hole = rowsOfHole({ ...input, rows: shown });
  const broke = [subject.progress, run.progress.get('daily_totals')].some((progress) => progress?.hasUnknownRows);
  const ofOldZone = rowsOfOldZone(input, shown);
  const ofEmptyDay = rowsOfEmptyDays({ ...input, rows: shown });
  const isUnknown = (row: JsonRecord) =>
    (ofOldZone.has(row) && broke) || ((ofOldZone.has(row) || ofEmptyDay.has(row)) && !wasCounted(run, row));
  const rows = shown.filter((row) => !hole.has(row) && !isUnknown(row));
  run.counts.rowsAtRest += rows.length;
  return compareRows(run, {
    ...subject,
    rows,
    readSince: { forBucket: () => run.moments.at(-1) ?? 0 },
    leftOut: outsideDates(run, subject),
    mayChangeUncounted: run.scenario.steps.some(({ config }) => config.lookback_days < GROWTH_DAYS),
    mayMoveUncounted: true,
  });
}

/** Whether `daily_totals` left a state after a row was read and before Pendo changed its past. Only then it knows the day. */
function wasCounted({ progress, scenario }: RunState, row: JsonRecord): boolean {
  const readAt = Date.parse(String(row.bucket_read_at));
  const changedAt = Math.min(...scenario.changes.flatMap(({ at }) => (at >= readAt ? [at] : [])));
  return progress.get('daily_totals')?.statesAt.some((at) => at >= readAt && at < changedAt) !== false;
}

/** From the earliest first day to the latest last day. */
function widestDates(configs: readonly SyncConfig[]): Dates | undefined {
  const starts = configs.map(({ start_date }) => start_date).toSorted();
  const ends = configs.map(({ end_date }) => end_date).toSorted();
  const [start_date] = starts;
  return start_date === undefined ? undefined : { start_date, end_date: ends[0] === '' ? '' : (ends.at(-1) ?? '') };
}

function outsideDates(run: RunState, subject: Subject): LeftOut {
  return { name: 'outside of the dates', has: rowsOutsideDates(stillInput(run, subject)) };
}

function zoneHasMoved({ scenario, moments }: RunState): boolean {
  return scenario.changes.some(({ kind, at }) => kind === 'moveZone' && at <= (moments.at(-1) ?? 0));
}

function outsideDatesOrLate(run: RunState, subject: Subject): LeftOut {
  const { name, has } = outsideDates(run, subject);
  const isLate = rowsOfLateHours(stillInput(run, subject));
  return { name: `${name} or in late hours`, has: (row) => has(row) || isLate(row) };
}

function stillInput({ moments, emulator }: RunState, { stream, config }: Subject): StillInput {
  const now = moments.at(-1) ?? 0;
  return { stream, config, subscription: emulator.subscription.at(now), now };
}

interface RowsSubject extends Subject {
  readonly rows: readonly JsonRecord[];
  readonly readSince: Pick<ReadSince, 'forBucket'>;
  readonly leftOut?: LeftOut;
  readonly datesSoFar?: Dates | undefined;
  readonly mayChangeUncounted?: boolean;
  readonly mayMoveUncounted?: boolean;
}

/** A row can grow for so long, now and then in its last time only. */
const GROWTH_DAYS = 10;

function compareRows(run: RunState, subject: RowsSubject): readonly string[] {
  const { stream, config, progress, rows, readSince, leftOut, datesSoFar } = subject;
  const { mayChangeUncounted = false, mayMoveUncounted = false } = subject;
  const { emulator, moments, byIds, expected, counts, scenario } = run;
  const { keepsGone, shows, keepsDeletedVisitors } = pullFacts(stream.name).reading;
  counts.rowsCompared += rows.length;
  const happened = scenario.changes.filter(({ at }) => at <= (moments.at(-1) ?? 0));
  const deleted = new Set(happened.flatMap((change) => (change.kind === 'deleteVisitor' ? [change.visitorId] : [])));
  const isDeleted = (row: JsonRecord) => keepsDeletedVisitors === true && deleted.has(String(row.visitor_id));
  return compareStream({
    stream,
    config,
    rows,
    subscription: emulator.subscription,
    readSince,
    moments,
    byIds,
    hasUnknownRows: progress.hasUnknownRows,
    mayChangeUncounted,
    mayMoveUncounted,
    keepsGone: keepsGone === true || (shows === undefined && happened.length > 0),
    leftOut: {
      name: `${leftOut?.name} ${happened.length}`,
      has: (row) => isDeleted(row) || leftOut?.has(row) === true,
    },
    known: expected,
    datesSoFar,
  });
}

/** The rows that a user of the table sees. */
function shownRows({ warehouse }: RunState, { name }: Stream): readonly JsonRecord[] {
  const rows = warehouse.rows(name);
  if (pullFacts(name).reading.shows !== 'view') return rows;
  return currentRows({ stream: name, rows, totals: warehouse.rows('daily_totals') });
}
