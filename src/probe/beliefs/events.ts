import { isObject } from '../../utils/is-object.ts';
import { HOUR_MS } from '../../utils/time.ts';
import { ofAllApps, ofListedApps, withoutApp } from '../apps.ts';
import { agreesIf, answered, counted, numberOf, rowsOf, typeOf, Unanswered, unknown } from '../findings.ts';
import { PAGES } from '../lists.ts';
import { aggregated, dayCounts, eventSample, eventSteps, oneDay, recentDays, sampleDay } from '../questions.ts';
import type { AskedBelief, Asking } from '../types.ts';

/** Fewer rows cannot show that something never happens. */
const ENOUGH_ROWS = 100;
/** Of live rows a few in a hundred repeat. */
const USUAL_REPEATS = 1 / 3;
const KEY_FIELDS = ['accountId', 'server', 'remoteIp', 'visitorId', 'userAgent', 'appId', 'day'];

function isSame(a: ReadonlyMap<unknown, number>, b: ReadonlyMap<unknown, number>): boolean {
  return a.size === b.size && [...a].every(([app, rows]) => b.get(app) === rows);
}

async function groupedSample(asking: Asking): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const rows = await rowsOf(asking, await eventSample(asking, 'events'));
  if (rows.length === 0) throw new Unanswered('there are no events on the recent days');
  return rows;
}

/** Rows of all samples that share their whole key with an earlier one. */
function repeatsIn(rows: readonly Readonly<Record<string, unknown>>[]): number {
  return rows.length - new Set(rows.map((row) => JSON.stringify(KEY_FIELDS.map((field) => row[field])))).size;
}

export const EVENT_BELIEFS: readonly AskedBelief[] = [
  {
    id: 'all-apps',
    about: '`expandAppIds("*")`',
    assumes: 'the same rows as a list of all apps',
    grade: 'D',
    evidence: 'app-ids',
    ifWrong: 'Without app_ids, events of some apps are missing. List all apps in app_ids.',
    isEssential: true,
    async judge(asking) {
      const all = await ofAllApps(asking);
      const listed = await ofListedApps(asking);
      if (listed.size === 0) return unknown('no events came by a list of all apps');
      return agreesIf(
        isSame(all, listed),
        `${counted(all.size, 'app')} with events by *, ${listed.size} by a list of all apps`,
      );
    },
  },
  {
    id: 'default-app',
    about: 'Events without `appId`',
    assumes: 'those of the default app only',
    grade: 'D, V',
    evidence: 'default-app',
    ifWrong: 'Nothing: a sync always names the apps.',
    isEssential: false,
    async judge(asking) {
      const [all, some] = await Promise.all([ofAllApps(asking), withoutApp(asking)]);
      const seen = `${counted(some.size, 'app')} without appId, ${all.size} with *`;
      return all.size < 2 ? unknown(seen) : agreesIf(some.size === 1, seen);
    },
  },
  {
    id: 'count-of-a-field',
    about: '`{"count": "field"}`',
    assumes: 'counts distinct values, without null',
    grade: 'C, distinct D',
    evidence: 'count-operator',
    ifWrong: 'The column visitors of daily_totals counts something else. The history check works all the same.',
    isEssential: false,
    async judge(asking) {
      const day = await sampleDay(asking);
      const [of] = (await dayCounts(asking, recentDays(asking))).filter((count) => count.day === day);
      if (of === undefined || typeof of.app !== 'number') return unknown('there are no events on the recent days');
      const steps = eventSteps('events', oneDay(day), { parameters: { appId: of.app } });
      const distinct = await numberOf(
        asking,
        aggregated('the visitors of one day and app', [
          ...steps,
          { filter: `day == ${day}` },
          { group: { group: ['visitorId'], fields: [{ rows: { count: null } }] } },
          { count: null },
          { limit: 1 },
        ]),
      );
      return agreesIf(
        of.visitors === distinct,
        `${of.visitors} by count, ${distinct} by group, in ${counted(of.rows, 'row')}`,
      );
    },
  },
  {
    id: 'rows-that-repeat',
    about: 'Grouped rows that share all of their key',
    assumes: 'are few, and `row_number` tells them apart',
    grade: 'V',
    evidence: 'grouped-rows-repeat',
    ifWrong: 'Nothing is lost. Rows swap their row_number when Pendo sends them in another order.',
    isEssential: false,
    async judge(asking) {
      const rows = await groupedSample(asking);
      const repeats = repeatsIn(rows);
      return agreesIf(
        repeats <= USUAL_REPEATS * rows.length,
        `row_number is above 1 in ${repeats} of ${counted(rows.length, 'row')}`,
      );
    },
  },
  {
    id: 'minutes',
    about: '`numMinutes`',
    assumes: 'can be above `numEvents`',
    grade: 'V',
    evidence: 'minutes-exceed-events',
    ifWrong: 'Nothing: both come as Pendo counts them.',
    isEssential: false,
    async judge(asking) {
      const rows = await groupedSample(asking);
      const above = rows.filter(({ numMinutes, numEvents }) => Number(numMinutes) > Number(numEvents)).length;
      const seen = `above in ${above} of ${counted(rows.length, 'row')}`;
      return above === 0 && rows.length < ENOUGH_ROWS ? unknown(seen) : agreesIf(above > 0, seen);
    },
  },
  {
    id: 'deleted-objects',
    about: 'Events of deleted pages',
    assumes: 'still come, though no list has the page',
    grade: 'V*, D',
    evidence: 'deleted-objects',
    ifWrong: 'Nothing is lost that Pendo still has. page_events then lose their rows with their page.',
    isEssential: false,
    async judge(asking) {
      const [events, pages] = await Promise.all([
        rowsOf(asking, await eventSample(asking, 'pageEvents')),
        rowsOf(asking, PAGES),
      ]);
      const listed = new Set(pages.map(({ id }) => id));
      const unlisted = new Set(events.map(({ pageId }) => pageId).filter((id) => !listed.has(id))).size;
      const seen = `${counted(unlisted, 'page')} without an entry in ${counted(events.length, 'row')}`;
      return unlisted === 0 ? unknown(seen) : agreesIf(true, seen);
    },
  },
  {
    id: 'details',
    about: '`details.validThrough`',
    assumes: 'after `results`, per app, on the hour',
    grade: 'D, place and value ?',
    evidence: 'details-valid-through',
    ifWrong: 'data_freshness is empty.',
    isEssential: false,
    async judge(asking) {
      const { beside } = await answered(asking, await eventSample(asking, 'events'));
      const details = beside.get('details');
      const times = isObject(details) && isObject(details.validThrough) ? Object.values(details.validThrough) : [];
      const onHour = times.filter((time) => typeof time === 'number' && time % HOUR_MS === 0).length;
      const seen = `details: ${typeOf(details)}; ${counted(times.length, 'app')}, ${onHour} of them on the hour`;
      return agreesIf(times.length > 0 && onHour === times.length, seen);
    },
  },
];
