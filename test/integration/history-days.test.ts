import { expect, test } from 'vitest';
import { activityWindow, asksForActivity } from '../helpers/fake-activity.ts';
import { type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { readHere } from '../helpers/read-here.ts';
import { recordsOf } from '../helpers/run.ts';

const STREAM = 'visitor_history';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 5, 15, 13);

const floor = (time: number, unit: number) => Math.floor(time / unit) * unit;

/** A Pendo whose days begin `offsetMs` after those of UTC, with one visitor who is always there. */
function alwaysThere(offsetMs: number, refusesAfter: number) {
  return (request: FakeRequest) => {
    if (asksForActivity(request)) return activityOf(request);
    if (request.source === 'visitors') return request.filter.includes('visitorId >') ? [] : [{ visitorId: 'v' }];
    if (!request.path.endsWith('/history')) return [];
    const from = Number(request.query.starttime);
    return Array.from({ length: 24 }, (_, hour) => floor(from + hour * HOUR_MS + HOUR_MS - 1, HOUR_MS))
      .filter((ts) => ts <= NOW)
      .map((ts) => ({ type: 'pageview', ts }));
  };

  function activityOf(request: FakeRequest) {
    const { from, to } = activityWindow(request);
    if (from < NOW - refusesAfter) return { status: 400, body: 'no group' };
    const days = Array.from({ length: 20 }, (_, ago) => floor(NOW - offsetMs, DAY_MS) + offsetMs - ago * DAY_MS);
    const active = days.filter((day) => day >= from && day < to);
    return active.map((day) => ({ visitorId: 'v', day, dayOfEvent: day, first: day, last: day + 23 * HOUR_MS }));
  }
}

test.each([-10, -4, 0, 4, 9, 12])(
  'Where Pendo tells the days with activity no longer, no hour is missing between these and the days of visits (%i hours).',
  async (offsetHours) => {
    const headers = () => ({ date: new Date(NOW).toUTCString() });
    const pendo = await fakePendo(alwaysThere(offsetHours * HOUR_MS, 4 * DAY_MS), headers);
    try {
      const run = await readHere(STREAM, { config: { ...pendo.config, start_date: '2026-06-07' }, now: () => NOW });
      expect(run.exitCode).toBe(0);
      const hours = new Set(recordsOf(run.messages, STREAM).map(({ ts }) => Date.parse(String(ts))));
      const wanted = Array.from({ length: 7 * 24 }, (_, ago) => NOW - ago * HOUR_MS);
      expect(wanted.filter((hour) => !hours.has(hour)).map((hour) => new Date(hour).toISOString())).toEqual([]);
    } finally {
      await pendo.close();
    }
  },
);
