import { ConnectorError, SyncEndingError } from '../airbyte/errors.ts';
import type { CalendarDay } from '../config/types.ts';
import { aggregationBody, appIdParameter } from '../pendo/aggregation.ts';
import { readJsonRows } from '../records/answer/json-rows.ts';
import type { OnMember } from '../records/answer/scanner.ts';
import type { StreamContext } from '../sync/types.ts';
import { isObject } from '../utils/is-object.ts';
import { DAY_MS, HOUR_MS } from '../utils/time.ts';
import { asNumber } from './aggregate-values.ts';
import { judgeMember } from './answer-members.ts';
import { EARLIEST_MIDNIGHT_MS, endOf, firstDayOf, LATEST_MIDNIGHT_MS, startOf } from './config-range.ts';
import type { ConfiguredDays, ReadConfiguredDays, SourceTools } from './kind.ts';
import { timeText } from './state-time.ts';

type Tools = Pick<SourceTools, 'config' | 'client' | 'log'>;

/** The offset of a time zone changes by an hour, in Antarctica/Troll by two. */
const MOST_OFFSET_CHANGE_MS = 2 * HOUR_MS;

/** What the requests are called in logs and errors. */
const WHAT = "the subscription's time zone";

/** Returns the days that the config asks for. Pendo is asked once for all streams of the sync. */
export function createConfiguredDays(tools: Tools): ReadConfiguredDays {
  let days: Promise<ConfiguredDays> | undefined;
  return (context) => {
    days ??= learnDays(tools, context);
    return days;
  };
}

/**
 * No endpoint tells the subscription's time zone, and its offset changes with daylight saving. So this asks Pendo when the
 * first day begins, and when the day after the last one begins.
 */
async function learnDays(tools: Tools, context: StreamContext): Promise<ConfiguredDays> {
  const { config, log } = tools;
  const unknown = { from: startOf(config), to: endOf(config), startIsExact: false };
  const firstDay = firstDayOf(config);
  const from = await midnightOf(tools, context, firstDay);
  if (from === undefined) return unknown;
  const end = config.endDate === undefined ? undefined : dayAfter(config.endDate);
  const to = end === undefined ? undefined : await midnightOf(tools, context, end);
  const offsetMs = firstDay.utcMidnightMs - from;
  if (end !== undefined && to !== undefined && Math.abs(end.utcMidnightMs - to - offsetMs) > MOST_OFFSET_CHANGE_MS) {
    log.info(
      `What Pendo tells of ${firstDay.text} and ${end.text} cannot be of one time zone, so a little more is read: ${timeText(from)}, ${timeText(to)}.`,
    );
    return unknown;
  }
  log.info(`Pendo counts this subscription's days from midnight UTC${offsetText(offsetMs)} (on ${firstDay.text}).`);
  return { from, to: to ?? endOf(config), startIsExact: true };
}

function dayAfter({ utcMidnightMs }: CalendarDay): CalendarDay {
  const next = utcMidnightMs + DAY_MS;
  return { text: new Date(next).toISOString().slice(0, 10), utcMidnightMs: next };
}

/** `-05:00` */
function offsetText(offsetMs: number): string {
  const time = new Date(Math.abs(offsetMs)).toISOString().slice(11, 16);
  return `${offsetMs < 0 ? '-' : '+'}${time}`;
}

/**
 * Returns when a day begins in the subscription's time zone, or undefined when Pendo does not tell. That is no error.
 */
async function midnightOf(
  { client, config, log }: Tools,
  context: StreamContext,
  day: CalendarDay,
): Promise<number | undefined> {
  const request = {
    what: WHAT,
    signal: context.signal,
    onRateLimit: (untilMs: number) => context.rateLimited(untilMs),
    canSplit: true,
    canBeSkipped: true,
  };
  // `date()` is a midnight of the subscription's time zone (evidence.md#date-functions), and `startTime` is the beginning
  // of the range (evidence.md#answer-start-time).
  const [year, month, date] = day.text.split('-').map(Number);
  const timeSeries = { period: 'dayRange', first: `date(${year}, ${month}, ${date})`, count: 1 };
  const parameters = { appId: appIdParameter(config.appIds), blacklist: config.excludeList };
  const body = aggregationBody('time-zone', [{ source: { events: parameters, timeSeries } }, { limit: 1 }]);
  const sayUnknown = (reason: string) =>
    log.info(
      `Pendo does not tell when ${day.text} begins in the subscription's time zone: a little more is read. ${reason}`,
    );
  try {
    const midnight = await client.aggregate(body, request, (bytes) => readMidnight(bytes, day));
    if (midnight === undefined) sayUnknown('Its answer holds no time that can be the midnight of that day.');
    return midnight;
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof ConnectorError) || error instanceof SyncEndingError) throw error;
    sayUnknown(error.message);
    return undefined;
  }
}

async function readMidnight(bytes: AsyncIterable<Uint8Array>, day: CalendarDay): Promise<number | undefined> {
  let startTime: number | undefined;
  const onMember: OnMember = (name, json) => {
    if (name === 'startTime') startTime = asNumber(JSON.parse(json));
    judgeMember(name, json, { what: WHAT });
  };
  // If there are rows of that day, they must agree. A server that ignores the limit may send any number of them.
  const days = new Set<unknown>();
  for await (const rows of readJsonRows(bytes, 'results', onMember)) {
    for (const row of rows) if (days.size < 2) days.add(isObject(row) ? row.day : undefined);
  }
  if (startTime === undefined || !isMidnight(startTime, day)) return undefined;
  return Array.from(days).every((time) => time === startTime) ? startTime : undefined;
}

/** Whether the day can begin at this time. Offsets are whole hours (evidence.md#whole-hour-zones). */
function isMidnight(time: number, { utcMidnightMs }: CalendarDay): boolean {
  const later = time - utcMidnightMs;
  return later % HOUR_MS === 0 && later >= -EARLIEST_MIDNIGHT_MS && later <= LATEST_MIDNIGHT_MS;
}
