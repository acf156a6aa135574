import fc from 'fast-check';
import { expect, test } from 'vitest';
import { activityWindow, asksForActivity } from '../helpers/fake-activity.ts';
import { type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { expectComplete } from '../helpers/read-emulator.ts';
import { readHere } from '../helpers/read-here.ts';
import { lastStates, recordsOf } from '../helpers/run.ts';

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
    const active = days.filter((day) => day + DAY_MS > from && day < to);
    return active.map((day) => ({
      visitorId: 'v',
      first: Math.max(from, day),
      last: Math.min(to - 1, day + 23 * HOUR_MS),
    }));
  }
}

test.each([-10, -4, 0, 4, 9, 12])(
  'When Pendo stops listing the days with activity in the middle of a sync, no hour is missing (days begin at UTC%i).',
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

interface Item {
  readonly visitorId: string;
  readonly ts: number;
}

const shown = ({ visitorId, ts }: Item) => `${visitorId} ${new Date(ts).toISOString()}`;

/** Some visitors on some days of the last two weeks. */
function itemsBefore(now: number): readonly Item[] {
  const item = fc.record({ visitorId: fc.constantFrom('a', 'b', 'c'), ago: fc.integer({ min: 1, max: 14 * DAY_MS }) });
  const [drawn = []] = fc.sample(fc.array(item, { minLength: 40, maxLength: 60 }), { seed: 17, numRuns: 1 });
  const items = drawn.map(({ visitorId, ago }) => ({ visitorId, ts: now - ago }));
  return [...new Map(items.map((one) => [shown(one), one])).values()];
}

/** A Pendo whose days begin `offsetMs` after those of UTC, and which has a row in `events` for each item's hour. */
function answers(items: readonly Item[], offsetMs: number, startOf: (time: number) => number) {
  return (request: FakeRequest) => {
    if (asksForActivity(request)) return request.source === 'events' ? activityOf(request) : [];
    const [, visitor] = /visitor\/([^/]+)\/history$/.exec(request.path) ?? [];
    if (visitor === undefined) return [];
    const from = startOf(Number(request.query.starttime));
    return items
      .filter(({ visitorId, ts }) => visitorId === visitor && ts >= from && ts < from + DAY_MS)
      .map(({ ts }) => ({ type: 'pageview', ts }));
  };

  function activityOf(request: FakeRequest): readonly object[] {
    const { from, to } = activityWindow(request);
    const events = items
      .map(({ visitorId, ts }) => ({
        ...{ visitorId, hour: floor(ts, HOUR_MS), day: floor(ts - offsetMs, DAY_MS) + offsetMs },
      }))
      .filter(({ hour, day }) => (request.filter.startsWith('hour') ? hour : day) >= from && hour < to);
    const groups = Map.groupBy(events, ({ visitorId, day }) => `${visitorId} ${day}`);
    return Array.from(groups.values(), (group) => {
      const hours = group.map(({ hour }) => hour);
      return { ...group[0], dayOfEvent: group[0]?.day, first: Math.min(...hours), last: Math.max(...hours) };
    });
  }
}

test.each([
  ['answers with the 24 hours from the requested time', (time: number) => time],
  ['rounds the requested time down to the UTC day', (time: number) => floor(time, DAY_MS)],
])('When Pendo %s, the history is complete, with one request per visitor and UTC day.', async (_how, startOf) => {
  for (const offsetHours of [-14, -9, 0, 4, 8, 12]) {
    const now = Date.now();
    const items = itemsBefore(now);
    const pendo = await fakePendo(answers(items, offsetHours * HOUR_MS, startOf));
    try {
      const start_date = new Date(now - 20 * DAY_MS).toISOString().slice(0, 10);
      const run = await readHere(STREAM, { config: { ...pendo.config, start_date } });
      expectComplete(run);
      const found = recordsOf(run.messages, STREAM).map(({ visitor_id, ts }) =>
        shown({ visitorId: String(visitor_id), ts: Date.parse(String(ts)) }),
      );
      expect(found.toSorted()).toEqual(items.map(shown).toSorted());
      const pairs = new Set(items.map(({ visitorId, ts }) => `${visitorId} ${floor(ts, DAY_MS)}`));
      expect(pendo.asked.filter(({ path }) => path.endsWith('/history'))).toHaveLength(pairs.size);
    } finally {
      await pendo.close();
    }
  }
});

test('With an end_date, a visitor whose only events of the last UTC day come late on it has the history of that day.', async () => {
  // The day of end_date ends at noon in UTC at the latest.
  const lastDay = Date.UTC(2026, 5, 11);
  const did = { type: 'pageview', ts: lastDay + 11 * HOUR_MS + 43 * 60_000 };
  const events = Array.from({ length: 24 }, (_, hour) => ({ visitorId: `at${hour}`, time: lastDay + hour * HOUR_MS }));
  const pendo = await fakePendo((request) => {
    if (request.path.endsWith('/history')) return Number(request.query.starttime) === lastDay ? [did] : [];
    if (!asksForActivity(request) || request.source !== 'events') return [];
    const { from, to } = activityWindow(request);
    const within = events.filter(({ time }) => time >= from && time < to);
    return within.map(({ visitorId, time }) => ({ visitorId, first: time, last: time }));
  });
  try {
    const config = { ...pendo.config, start_date: '2026-06-07', end_date: '2026-06-10' };
    const run = await readHere(STREAM, { config, now: () => NOW });
    expectComplete(run);
    const visitors = recordsOf(run.messages, STREAM).map(({ visitor_id }) => visitor_id);
    expect(visitors.toSorted()).toEqual(events.map(({ visitorId }) => visitorId).toSorted());
  } finally {
    await pendo.close();
  }
});

test('Days after an end_date are read when it is gone, though they were read before it came.', async () => {
  const pendo = await fakePendo(alwaysThere(0, 30 * DAY_MS));
  const days = async (now: number, state: unknown, config: object = {}) => {
    const wanted = { ...pendo.config, start_date: '2026-06-07', lookback_days: 0, ...config };
    const run = await readHere(STREAM, { config: wanted, state, now: () => now });
    expectComplete(run);
    const found = new Set(recordsOf(run.messages, STREAM).map(({ ts }) => String(ts).slice(0, 10)));
    return { state: lastStates(run.messages), found: [...found].toSorted() };
  };
  try {
    const first = await days(NOW, []);
    const limited = await days(NOW + HOUR_MS, first.state, { end_date: '2026-06-10' });
    const { found } = await days(NOW + 2 * HOUR_MS, limited.state);
    const after = ['2026-06-11', '2026-06-12', '2026-06-13', '2026-06-14', '2026-06-15'];
    expect(found).toEqual(expect.arrayContaining(after));
  } finally {
    await pendo.close();
  }
});
