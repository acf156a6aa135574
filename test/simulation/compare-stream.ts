import type { ChangingSubscription } from '../../emulator/changes/index.ts';
import type { JsonRecord, Stream } from '../helpers/airbyte/messages.ts';
import { canonical, canonicalRecord } from '../helpers/canonical.ts';
import { shortenText } from '../helpers/protocol.ts';
import { pullFacts } from '../helpers/streams/index.ts';
import {
  expectedTable,
  keyOf,
  keyText,
  ROW_NUMBER,
  withoutReadColumns,
  withoutReadTime,
  withoutRowNumber,
} from '../helpers/tables.ts';
import { matchesConfig, timeOf } from './config-rows.ts';
import { type Counts, countDays, countsOf, textOfCounts } from './day-counts.ts';
import type { ReadSince } from './rows-read-since.ts';
import type { SyncConfig } from './scenario/types.ts';

const MAX_SHOWN = 6;

export interface ComparisonInput {
  readonly stream: Stream;
  readonly rows: readonly JsonRecord[];
  readonly config: SyncConfig;
  readonly subscription: ChangingSubscription;
  readonly readSince: Pick<ReadSince, 'forBucket'>;
  /** Every moment of the emulator's clock at which something was read, newest last. */
  readonly moments: readonly number[];
  /** Whether rows may have been read by id, which leaves out the rows of deleted objects. */
  readonly byIds: boolean;
  /** Whether rows may be in the table of which no state knows. */
  readonly hasUnknownRows: boolean;
  /** Whether rows may have changed after the last read in what Pendo's counts of a day do not show. */
  readonly mayChangeUncounted: boolean;
  /** Whether rows may have gone and others have come, so that Pendo counts as much on their day as before. */
  readonly mayMoveUncounted: boolean;
  /** Whether rows that Pendo has taken back stay in the table. */
  readonly keepsGone: boolean;
  readonly leftOut: LeftOut;
  /** The dates that syncs so far have asked for, if rows may be as of any earlier moment. */
  readonly datesSoFar: Dates | undefined;
  /** What was expected in earlier comparisons of the same scenario: the data of a moment never change. */
  readonly known: KnownGroups;
}

export type Dates = Pick<SyncConfig, 'start_date' | 'end_date'>;

/** Which rows are not compared, be they found or expected; and a name for that, by which groups are remembered. */
export interface LeftOut {
  readonly name: string;
  readonly has: (row: JsonRecord) => boolean;
}

/** Rows that share all key columns except `row_number`. They are in one bucket, so they are always read together. */
interface Group {
  readonly time: number | undefined;
  /** The rows as sorted texts, without their row numbers. */
  readonly text: string;
  /** The same for rows to which Pendo gave no time of change. */
  readonly textWithoutTime: () => string;
  /** What the history check counts of them. */
  readonly counts: () => Counts;
  /** The day and the app that the history check counts them with. */
  readonly countedWith: string;
  readonly numbers: readonly number[];
}
type Groups = ReadonlyMap<string, Group>;

/** By what was compared with what, then by the moment. */
export type KnownGroups = Map<string, Map<number, Groups>>;

/**
 * Compares a table with the emulator's rows. Each group of rows must be what the emulator had at some moment, not
 * earlier than `readSince` allows for its bucket. Returns one sentence per group that differs, at most six.
 */
export function compareStream(input: ComparisonInput): readonly string[] {
  const { readSince, moments, stream } = input;
  const found = groupsOf(input, input.rows);
  const expectedAt = expectedGroups(input, input.config);
  // A row may lie between the start_date of an old time zone and that of the new one. If start_date was an earlier day
  // then, the row was read with it.
  const expectedSoFar = expectedGroups(input, input.datesSoFar ?? input.config);
  const newest = expectedAt(moments.at(-1) ?? 0);
  const hasSameCounts = createSameCounts(input, expectedAt);
  const problems: string[] = [];
  const keys = keepsGoneRows(input) ? newest.keys() : new Set([...newest.keys(), ...found.keys()]);
  for (const key of keys) {
    const group = found.get(key);
    const since = readSince.forBucket((newest.get(key) ?? group)?.time);
    const day = (newest.get(key) ?? group)?.countedWith ?? '';
    const allowed = (moment: number) => moment >= since || hasSameCounts(moment, key, day);
    const isAsIn = (expected: typeof expectedAt) =>
      moments.findLast((moment) => allowed(moment) && isAs(group, expected(moment).get(key))) !== undefined;
    const isRight = isAsIn(expectedAt) || (group !== undefined && isAsIn(expectedSoFar));
    if (!isRight) problems.push(describe(key, group, newest.get(key), since));
    if (group !== undefined && !isGapless(group.numbers)) problems.push(`${key} has row_number ${group.numbers}`);
  }
  const shown = problems.slice(0, MAX_SHOWN).map((problem) => `${stream.name}: ${problem}`);
  return problems.length > MAX_SHOWN ? [...shown, `${stream.name}: … ${problems.length} in total`] : shown;
}

/** Whether Pendo counted the same as now at a moment, so that the history check cannot see what has changed since. */
function createSameCounts(
  { subscription, moments, mayChangeUncounted, mayMoveUncounted }: ComparisonInput,
  expectedAt: (moment: number) => Groups,
): (moment: number, key: string, day: string) => boolean {
  const now = moments.at(-1) ?? 0;
  const daysAt = remember((moment: number) => countDays(expectedAt(moment)));
  const groupAt = (moment: number, key: string) => textOfCounts(expectedAt(moment).get(key));
  // After the time zone has moved, days with the same counts are read again too.
  const isOfZone = (moment: number) => subscription.at(moment).timeZone === subscription.at(now).timeZone;
  return (moment, key, day) =>
    isOfZone(moment) &&
    ((mayChangeUncounted && groupAt(moment, key) === groupAt(now, key)) ||
      (mayMoveUncounted && daysAt(moment).get(day) === daysAt(now).get(day)));
}

function isAs(found: Group | undefined, expected: Group | undefined): boolean {
  return expected?.text === found?.text || expected?.text === found?.textWithoutTime();
}

/** Only the state tells a stream for which rows it has to say that they are gone. */
function keepsGoneRows({ stream, keepsGone, hasUnknownRows }: ComparisonInput): boolean {
  const { saysNothing } = pullFacts(stream.name).reading;
  return keepsGone || (hasUnknownRows && saysNothing !== undefined);
}

/** The groups that a moment of the emulator's clock had. */
function expectedGroups(input: ComparisonInput, dates: Dates): (now: number) => Groups {
  const { stream, config, known } = input;
  // By ids, only objects of the newest list are asked for.
  const listedAt = input.byIds ? input.moments.at(-1) : undefined;
  const { start_date, end_date } = dates;
  const subject = JSON.stringify([stream, config, start_date, end_date, listedAt, input.leftOut.name]);
  const byMoment = known.get(subject) ?? new Map<number, Groups>();
  known.set(subject, byMoment);
  return (now) => {
    const groups = byMoment.get(now) ?? groupsOf(input, expectedRows(input, dates, now));
    byMoment.set(now, groups);
    return groups;
  };
}

function expectedRows(
  { subscription, stream, config }: ComparisonInput,
  { start_date, end_date }: Dates,
  now: number,
): Iterable<JsonRecord> {
  const { end_date: _, ...others } = config;
  const open = { ...others, start_date };
  const rowConfig = end_date === '' ? open : { ...open, end_date };
  return expectedTable({ subscription: subscription.at(now), stream, config: rowConfig, now }).values();
}

function groupsOf(input: ComparisonInput, rows: Iterable<JsonRecord>): Groups {
  const { stream, config, moments, leftOut } = input;
  const subscriptions = moments.map((moment) => input.subscription.at(moment));
  const subscription = input.subscription.at(moments.at(-1) ?? 0);
  const reading = pullFacts(stream.name).reading;
  const key = withoutRowNumber(keyOf(stream));
  const listed = listedIds(input);
  const ownRows = Iterator.from(rows).filter(
    (row) =>
      matchesConfig(row, reading, { config, subscriptions }) &&
      (listed?.has(row[reading.objects?.column ?? '']) ?? true) &&
      reading.saysNothing?.(row) !== true &&
      !leftOut.has(row),
  );
  const grouped = Map.groupBy(ownRows, (row) => keyText(row, key));
  return new Map(
    [...grouped].map(([text, members]) => {
      const [row = {}] = members;
      const time = timeOf(row, reading, config);
      const day = time === undefined ? '' : subscription.bucketStart('dayRange', time);
      return [text, toGroup(members, stream, { time, countedWith: `${day} ${canonical(row.app_id)}` })];
    }),
  );
}

function toGroup(
  rows: readonly JsonRecord[],
  stream: Stream,
  { time, countedWith }: Pick<Group, 'time' | 'countedWith'>,
): Group {
  const numbers = rows.flatMap((row) => (row[ROW_NUMBER] === undefined ? [] : [Number(row[ROW_NUMBER])]));
  const textWithoutTime = () => textOf(rows.map((row) => withoutReadTime(row, stream)));
  const sorted = numbers.sort((left, right) => left - right);
  return { time, countedWith, text: textOf(rows), textWithoutTime, counts: () => countsOf(rows), numbers: sorted };
}

function textOf(rows: readonly JsonRecord[]): string {
  return rows.map(rowText).sort().join('\n');
}

/** A row stays the same object in its table from sync to sync. */
const rowTexts = new WeakMap<JsonRecord, string>();

function rowText(row: JsonRecord): string {
  const known = rowTexts.get(row);
  if (known !== undefined) return known;
  const { [ROW_NUMBER]: _number, ...others } = row;
  const text = canonicalRecord(withoutReadColumns(others));
  rowTexts.set(row, text);
  return text;
}

function listedIds({ byIds, stream, subscription, moments }: ComparisonInput): ReadonlySet<unknown> | undefined {
  const { objects } = pullFacts(stream.name).reading;
  if (!byIds || objects === undefined) return undefined;
  const apps = subscription.apps.map(({ id }) => id);
  const now = moments.at(-1) ?? 0;
  return new Set(Iterator.from(subscription.objects(objects.source, now, apps)).map(({ id }) => id));
}

function remember<T>(compute: (moment: number) => T): (moment: number) => T {
  const known = new Map<number, T>();
  return (moment) => {
    const value = known.get(moment) ?? compute(moment);
    known.set(moment, value);
    return value;
  };
}

function isGapless(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => number === index + 1);
}

function describe(key: string, found: Group | undefined, wanted: Group | undefined, since: number): string {
  const [left, right] = [found?.text ?? 'nothing', wanted?.text ?? 'nothing'];
  const at = [...left].findIndex((character, index) => character !== right[index]);
  const part = (text: string) => shortenText(text.length > 200 && at > 60 ? `…${text.slice(at - 60)}` : text, 160);
  const moment = Number.isFinite(since) ? new Date(since).toISOString() : 'ever';
  return `${shortenText(key, 160)} since ${moment}: found ${part(left)} instead of ${part(right)}`;
}
