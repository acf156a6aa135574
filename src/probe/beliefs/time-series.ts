import { HOUR_MS } from '../../utils/time.ts';
import { ofAllApps, ofListedApps } from '../apps.ts';
import { accepted, agreesIf, answered, counted, Unanswered, unknown } from '../findings.ts';
import {
  aggregated,
  dayCounts,
  eventSteps,
  PER_DAY_AND_APP,
  type Range,
  recentDays,
  rowsPerDay,
  SAMPLE_ROWS,
  sampleDay,
} from '../questions.ts';
import type { AskedBelief, Asking, Question } from '../types.ts';

/** The events of a range of time, counted as the recent days are. */
function countedDays(name: string, range: Range): Question {
  return aggregated(`events ${name}`, [...eventSteps('events', range), PER_DAY_AND_APP, { limit: SAMPLE_ROWS }]);
}

interface TwoDays {
  readonly days: ReadonlyMap<number, number>;
  readonly first: number;
  readonly second: number;
}

/** Two neighbouring recent days with events. */
async function twoDays(asking: Asking): Promise<TwoDays> {
  const days = rowsPerDay(await dayCounts(asking, recentDays(asking)));
  const starts = [...days.keys()];
  const at = starts.findIndex(
    (start, index) => (starts[index + 1] ?? 0) - start <= 25 * HOUR_MS && index + 1 < starts.length,
  );
  const [first, second] = [starts[at], starts[at + 1]];
  if (at < 0 || first === undefined || second === undefined) {
    throw new Unanswered('there are no two days with events one after the other');
  }
  return { days, first, second };
}

/** From the middle of one day to the middle of the next. */
async function acrossDays(asking: Asking): Promise<TwoDays & { readonly found: ReadonlyMap<number, number> }> {
  const two = await twoDays(asking);
  const range = { first: two.first + 5 * HOUR_MS, last: two.second + 5 * HOUR_MS };
  const found = rowsPerDay(
    await dayCounts(asking, countedDays('from the middle of a day to the middle of the next', range)),
  );
  return { ...two, found };
}

function sayDays(found: ReadonlyMap<number, number>): string {
  return counted(found.size, 'day');
}

function isOnHour(time: number): boolean {
  return time % HOUR_MS === 0;
}

export const TIME_SERIES_BELIEFS: readonly AskedBelief[] = [
  {
    id: 'time-series-rounding',
    about: '`first` of `timeSeries` in ms',
    assumes: "is rounded to whole buckets of the subscription's zone",
    grade: 'D, one bucket V*',
    evidence: 'time-series-rounding',
    ifWrong: 'Guide and poll events at the start of a window are missing. Rows of whole days are not affected.',
    isEssential: true,
    async judge(asking) {
      const { days, first, found } = await acrossDays(asking);
      const seen = `first in the middle of a day: ${found.get(first) ?? 0} of ${counted(days.get(first) ?? 0, 'row')}`;
      return agreesIf(found.get(first) === days.get(first), seen);
    },
  },
  {
    id: 'time-series-ends',
    about: '`last` of `timeSeries` in ms',
    assumes: 'is included with its whole bucket, and nothing after it comes',
    grade: 'D, one bucket V*',
    evidence: 'time-series-rounding',
    ifWrong: 'The last day of each window of events is missing, or only a part of it comes.',
    isEssential: true,
    async judge(asking) {
      const { days, second, found } = await acrossDays(asking);
      const seen = `last in the middle of a day: ${found.get(second) ?? 0} of ${counted(days.get(second) ?? 0, 'row')}; ${sayDays(found)}`;
      const isBeyond = [...found.keys()].some((day) => day > second);
      return agreesIf(found.get(second) === days.get(second) && !isBeyond, seen);
    },
  },
  {
    id: 'time-series-instant',
    about: 'The same `first` and `last`',
    assumes: 'one whole bucket',
    grade: 'D, one bucket V*',
    evidence: 'time-series-rounding',
    ifWrong: 'Nothing: a sync never sends the same time twice.',
    isEssential: false,
    async judge(asking) {
      const [all, listed] = await Promise.all([ofAllApps(asking), ofListedApps(asking)]);
      // Which apps came is another belief.
      const found = [...listed].filter(([app]) => all.has(app));
      const whole = found.filter(([app, rows]) => all.get(app) === rows).length;
      return agreesIf(
        found.length > 0 && whole === found.length,
        `${counted(found.length, 'app')}, with the whole day of ${whole}`,
      );
    },
  },
  {
    id: 'answer-start-time',
    about: '`startTime` in the answer',
    assumes: 'the beginning of the time range; without a range, the time of the request',
    grade: 'C, moment of the request I',
    evidence: 'answer-start-time',
    ifWrong: 'start_date and end_date are not exact days: a little more is read.',
    isEssential: false,
    async judge(asking) {
      const { first } = await twoDays(asking);
      const { beside } = await answered(asking, recentDays(asking));
      const startTime = beside.get('startTime');
      if (typeof startTime !== 'number') return agreesIf(false, 'no number came as startTime');
      const words = startTime <= first && isOnHour(startTime) ? 'at or before the first day with events' : 'elsewhere';
      return agreesIf(words !== 'elsewhere', `a number, ${words}`);
    },
  },
  {
    id: 'bucket-starts',
    about: 'Starts of days',
    assumes: 'full hours of UTC, since zones have whole hours only',
    grade: 'D',
    evidence: 'whole-hour-zones',
    ifWrong: 'The column date can be a day off. Windows are not affected.',
    isEssential: false,
    async judge(asking) {
      const starts = [...rowsPerDay(await dayCounts(asking, recentDays(asking))).keys()];
      if (starts.length === 0) return unknown('there are no events on the recent days');
      const hours = [...new Set(starts.map((start) => new Date(start).getUTCHours()))];
      const good = starts.filter(isOnHour).length;
      return agreesIf(
        good === starts.length,
        `${good} of ${counted(starts.length, 'day')} on a full hour; UTC hours: ${hours.join(', ')}`,
      );
    },
  },
  {
    id: 'hour-range-ids',
    about: '`hourRange` without ids',
    assumes: 'allowed',
    remark: 'a switch makes the emulator refuse it',
    grade: 'D, against V*',
    evidence: 'hour-range-ids',
    ifWrong: 'With the period hour, events are read by batches of ids: slower, and without those of deleted objects.',
    isEssential: false,
    async judge(asking) {
      const day = await sampleDay(asking);
      const range = { first: day + 12 * HOUR_MS, last: day + 13 * HOUR_MS };
      const steps = eventSteps('pageEvents', range, { period: 'hourRange' });
      return accepted(await asking.ask(aggregated('pageEvents by hour, without ids', [...steps, { limit: 5 }])));
    },
  },
];
