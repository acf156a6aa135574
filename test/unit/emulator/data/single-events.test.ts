import { describe, expect, it } from 'vitest';
import { DEFAULT_NOW } from '../../../../emulator/data/index.ts';
import type { PendoRow } from '../../../../emulator/types.ts';
import { DAY_MS, dig, eventsOf, everything, groupBy, HOUR_MS, objectsOf, SINGLE_SOURCES, texts, tiny } from './rows.ts';

const time = (row: PendoRow) => Number(row.browserTime);

describe.each(SINGLE_SOURCES)('the single events of %s', (source) => {
  const subscription = tiny({ days: 12 });

  it('are the same window by window as all at once, even if windows split days', () => {
    const pieces: PendoRow[] = [];
    const step = 7 * HOUR_MS + 1;
    for (let from = DEFAULT_NOW - 15 * DAY_MS; from <= DEFAULT_NOW; from += step) {
      pieces.push(...eventsOf(subscription, { source, from, to: from + step }));
    }
    const whole = eventsOf(subscription, { source });
    expect(whole.length).toBeGreaterThan(100);
    expect(texts(pieces).sort()).toEqual(texts(whole).sort());
  });

  it('never vanish, and some arrive days after they happened', () => {
    const earlier = texts(eventsOf(subscription, { source, now: DEFAULT_NOW - 5 * DAY_MS }));
    const past = { source, to: DEFAULT_NOW - 5 * DAY_MS };
    const later = eventsOf(subscription, past);
    expect(earlier.every((row) => texts(later).includes(row))).toBe(true);
    expect(later.length).toBeGreaterThan(earlier.length);
    expect(later.some((row) => Number(row.receivedTime) - time(row) > 2 * DAY_MS)).toBe(true);
    expect(later.every((row) => Number(row.receivedTime) <= DEFAULT_NOW)).toBe(true);
  });

  it('are no longer added nine days after they happened', () => {
    const past = { source, to: DEFAULT_NOW - 9 * DAY_MS };
    expect(texts(eventsOf(subscription, past))).toEqual(
      texts(eventsOf(subscription, { ...past, now: DEFAULT_NOW + 90 * DAY_MS })),
    );
  });

  it('are generated lazily, so that the first rows come at once', () => {
    const endless = tiny({ singleEventsPerDay: { guideEvents: 1e12, pollEvents: 1e12 }, days: 1000 });
    const rows = endless.events({ ...everything(endless), source }, DEFAULT_NOW)[Symbol.iterator]();
    expect(rows.next().value).toHaveProperty('browserTime');
    rows.return?.();
  });

  it('belong to guides that are listed', () => {
    const guides = new Map(objectsOf(subscription, 'guides').map((guide) => [guide.id, guide]));
    for (const row of eventsOf(subscription, { source })) {
      const guide = guides.get(row.guideId);
      if ('appId' in row) expect(dig(guide, 'appId')).toBe(row.appId);
      expect(JSON.stringify(guide?.steps)).toContain(String(row.guideStepId));
    }
  });
});

describe('guide events', () => {
  const rows = eventsOf(tiny({ days: 12 }), { source: 'guideEvents', to: DEFAULT_NOW - 9 * DAY_MS });

  it('come in bursts of forty in one millisecond, some of them equal in every field', () => {
    const bursts = [...groupBy(rows, (row) => String(time(row))).values()].filter((group) => group.length > 20);
    expect(bursts.length).toBeGreaterThan(0);
    expect(bursts[0]).toHaveLength(40);
    expect(new Set(texts(bursts[0] ?? [])).size).toBe(36);
  });

  it('have an event id, which may be empty', () => {
    const lengths = new Set(rows.map((row) => String(row.eventId).length));
    expect(lengths).toEqual(new Set([0, 22]));
  });

  it('sometimes have a country without coordinates', () => {
    expect(rows.some((row) => row.latitude === 0 && row.longitude === 0 && row.country !== '')).toBe(true);
  });

  it('come from IPv4 and IPv6 addresses', () => {
    expect(rows.some((row) => String(row.remoteIp).startsWith('2001:db8:'))).toBe(true);
    expect(rows.some((row) => String(row.remoteIp).startsWith('203.0.'))).toBe(true);
  });

  it('sometimes lack an account or a server name, but never an address', () => {
    expect(rows.some((row) => row.accountId === '')).toBe(true);
    expect(rows.some((row) => row.serverName === '')).toBe(true);
    expect(rows.some((row) => row.remoteIp === '')).toBe(false);
  });
});

describe('poll events', () => {
  const subscription = tiny({ days: 30 });
  const rows = eventsOf(subscription, { source: 'pollEvents' });

  it('have no event id, and their guide time is the browser time', () => {
    expect(rows.every((row) => row.eventId === '' && row.guideTimestamp === row.browserTime)).toBe(true);
  });

  it('have NPS ratings from 0 to 10, often enough for a weekly figure', () => {
    const ratings = rows.filter((row) => row.pollType === 'NPSRating').map((row) => row.pollResponse);
    expect(ratings.length).toBeGreaterThan(rows.length / 4);
    expect(new Set(ratings)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
  });

  it('have numbers and texts as answers', () => {
    const types = new Map(
      [...groupBy(rows, (row) => String(row.pollType))].map(([type, group]) => [
        type,
        typeof dig(group[0], 'pollResponse'),
      ]),
    );
    expect(types.get('PickList')).toBe('string');
    expect(types.get('FreeForm')).toBe('string');
    expect(types.get('NumberScale')).toBe('number');
  });

  it('sometimes lack the app and the step, but always belong to an app', () => {
    expect(rows.some((row) => !('appId' in row))).toBe(true);
    expect(rows.some((row) => 'appId' in row)).toBe(true);
    expect(rows.some((row) => row.guideStepId === '')).toBe(true);
    const byApp = subscription.apps.flatMap(({ id }) => eventsOf(subscription, { source: 'pollEvents', appIds: [id] }));
    expect(byApp).toHaveLength(rows.length);
  });

  it('answer a pick list with one of the ids of its poll', () => {
    const polls = objectsOf(subscription, 'guides').flatMap((guide) => guide.polls as PendoRow[]);
    const answers = rows.filter((row) => row.pollType === 'PickList');
    expect(answers.some((row) => /^00[0-9a-z]{12}$/.test(String(row.pollResponse)))).toBe(true);
    for (const { pollId, pollResponse } of answers) {
      const poll = polls.find(({ id }) => id === pollId);
      expect(Object.keys(Object(poll?.idResponses))).toContain(pollResponse);
    }
  });

  it('refer to polls of their guide', () => {
    const guides = new Map(objectsOf(subscription, 'guides').map((guide) => [guide.id, guide]));
    for (const row of rows) expect(JSON.stringify(guides.get(row.guideId)?.polls)).toContain(String(row.pollId));
  });
});
