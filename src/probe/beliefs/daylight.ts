import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import { agreesIf, counted, rowOf, unknown } from '../findings.ts';
import {
  aggregated,
  dayCounts,
  eventSteps,
  onOneAccount,
  PER_DAY_AND_APP,
  recentDays,
  rowsPerDay,
  SAMPLE_ROWS,
} from '../questions.ts';
import type { AskedBelief, Asking } from '../types.ts';

/** Long enough for both changes of a year. */
const DAYS_BACK = 380;

interface Calendar {
  /** The starts of days by `date()`, oldest first. */
  readonly starts: readonly number[];
}

/** Has Pendo compute the midnights of the last year in one answer. */
async function calendarOf(asking: Asking): Promise<Calendar> {
  const today = Math.floor(asking.now() / DAY_MS) * DAY_MS;
  const days = Array.from({ length: DAYS_BACK }, (_, back) => new Date(today - (DAYS_BACK - back) * DAY_MS));
  const select = Object.fromEntries(days.map((day, at) => [`d${at}`, dateExpression(day)]));
  const row = await rowOf(asking, onOneAccount('the midnights of a year', [{ select }]));
  return { starts: days.map((_, at) => row[`d${at}`]).filter((start) => typeof start === 'number') };
}

function dateExpression(day: Date): string {
  return `date(${day.getUTCFullYear()},${day.getUTCMonth() + 1},${day.getUTCDate()})`;
}

/** The last day that has not 24 hours, from its start to its end. */
function lastChange({ starts }: Calendar): readonly [from: number, to: number] | undefined {
  for (let at = starts.length - 1; at > 0; at -= 1) {
    const [from, to] = [starts[at - 1] ?? 0, starts[at] ?? 0];
    if (to - from !== DAY_MS) return [from, to];
  }
  return undefined;
}

export const DAYLIGHT_BELIEFS: readonly AskedBelief[] = [
  {
    id: 'date-zone',
    about: '`date()`',
    assumes: "midnight in the subscription's zone, where days of events begin too",
    grade: 'D, dateAdd I',
    evidence: 'date-functions',
    ifWrong: 'start_date and end_date are not exact days: a little more is read.',
    isEssential: false,
    async judge(asking) {
      const { starts } = await calendarOf(asking);
      const days = [...rowsPerDay(await dayCounts(asking, recentDays(asking))).keys()];
      if (days.length === 0) return unknown('there are no events on the recent days');
      const same = days.filter((day) => starts.includes(day)).length;
      return agreesIf(same === days.length, `${same} of ${counted(days.length, 'day')} begin at a midnight of date()`);
    },
  },
  {
    id: 'daylight-saving',
    about: 'The days of daylight saving time',
    assumes: '23 and 25 hours long, buckets follow the zone',
    grade: 'V',
    evidence: 'daylight-saving',
    ifWrong: 'Around a change of the clocks, windows may cut a day, and its rows come twice or not at all.',
    isEssential: true,
    async judge(asking) {
      const calendar = await calendarOf(asking);
      const change = lastChange(calendar);
      if (change === undefined) return unknown(`no change of the clocks in ${DAYS_BACK} days`);
      const [from, to] = change;
      const hours = `the day of the last change has ${(to - from) / HOUR_MS} hours by date()`;
      const range = { first: from - DAY_MS, last: to + DAY_MS };
      const steps = [...eventSteps('events', range), PER_DAY_AND_APP, { limit: SAMPLE_ROWS }];
      const found = rowsPerDay(
        await dayCounts(asking, aggregated('events around the last change of the clocks', steps)),
      );
      const isWhole = Math.abs(to - from - DAY_MS) === HOUR_MS;
      if (found.size === 0) return agreesIf(isWhole, `${hours}; no events around it`);
      const same = [...found.keys()].filter((day) => calendar.starts.includes(day)).length;
      return agreesIf(
        isWhole && same === found.size,
        `${hours}; ${same} of ${counted(found.size, 'bucket')} around it as by date()`,
      );
    },
  },
];
