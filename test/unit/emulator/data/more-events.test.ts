import { describe, expect, it } from 'vitest';
import { createAccounts } from '../../../../emulator/data/accounts.ts';
import { createSeenStates } from '../../../../emulator/data/events/seen.ts';
import { createSingleEvents } from '../../../../emulator/data/events/single.ts';
import { DEFAULT_NOW, SCALES } from '../../../../emulator/data/index.ts';
import { createTimelines } from '../../../../emulator/data/objects/index.ts';
import { createVisitors } from '../../../../emulator/data/visitors.ts';
import { createWorld } from '../../../../emulator/data/world.ts';
import type { PendoRow } from '../../../../emulator/types.ts';
import { DAY_MS, eventsOf, everything, groupBy, HOUR_MS, texts, tiny } from './rows.ts';

const subscription = tiny({ days: 12 });
const query = { appIds: everything(subscription).appIds, blacklist: 'ignore' } as const;
const time = ({ browserTime, recordingStartTime }: PendoRow) => Number(browserTime ?? recordingStartTime);

describe.each(['emailEvents', 'singleEvents', 'recordingMetadata'] as const)('the rows of %s', (source) => {
  const whole = eventsOf(subscription, { source });

  it('are the same window by window as all at once', () => {
    const pieces: PendoRow[] = [];
    const step = 7 * HOUR_MS + 1;
    for (let from = DEFAULT_NOW - 15 * DAY_MS; from <= DEFAULT_NOW; from += step) {
      const rows = eventsOf(subscription, { source, from, to: from + step });
      expect(rows.every((row) => time(row) >= from && time(row) < from + step)).toBe(true);
      pieces.push(...rows);
    }
    expect(whole.length).toBeGreaterThan(20);
    expect(texts(pieces).sort()).toEqual(texts(whole).sort());
  });

  it('never vanish, and some arrive late', () => {
    const earlier = texts(eventsOf(subscription, { source, now: DEFAULT_NOW - 5 * DAY_MS }));
    const later = texts(eventsOf(subscription, { source, to: DEFAULT_NOW - 5 * DAY_MS }));
    const held = new Set(later);
    expect(earlier.every((row) => held.has(row))).toBe(true);
    expect(later.length).toBeGreaterThan(earlier.length);
  });

  it('can be split by app and by exclude list without losing a row', () => {
    const parts = query.appIds.flatMap((id) =>
      (['apply', 'only'] as const).flatMap((blacklist) => eventsOf(subscription, { source, appIds: [id], blacklist })),
    );
    expect(texts(parts).sort()).toEqual(texts(whole).sort());
  });
});

it('there are as many single events as the rows of events count', () => {
  const counted = eventsOf(subscription, { source: 'events' }).reduce((sum, row) => sum + Number(row.numEvents), 0);
  expect(eventsOf(subscription, { source: 'singleEvents' })).toHaveLength(counted);
});

describe('email events', () => {
  const rows = eventsOf(subscription, { source: 'emailEvents' });

  it('have only the documented fields', () => {
    const documented = 'accountIds browserTime eventId type oldVisitorId visitorId remoteIp serverName url'.split(' ');
    expect(new Set(rows.flatMap((row) => Object.keys(row)))).toEqual(new Set(documented));
    expect(rows.every(({ type }) => String(type).startsWith('email:pendo:'))).toBe(true);
    expect(rows.some(({ eventId }) => eventId === '')).toBe(true);
  });

  it('can be selected by target and by type, and the parts add up to the whole', () => {
    const parts = (['guide', 'campaign'] as const).map((targetType) =>
      eventsOf(subscription, { source: 'emailEvents', email: { targetType } }),
    );
    expect(parts.every((part) => part.length > 0)).toBe(true);
    expect(texts(parts.flat()).sort()).toEqual(texts(rows).sort());
    const sent = eventsOf(subscription, { source: 'emailEvents', email: { eventType: 'sent' } });
    expect(texts(sent)).toEqual(texts(rows.filter(({ type }) => type === 'email:pendo:sent')));
  });
});

describe('guidesSeenEver', () => {
  const keyOf = ({ guideId, guideStepId, visitorId }: PendoRow) => [guideId, guideStepId, visitorId].join();
  const rows = [...subscription.seen('guidesSeenEver', query, DEFAULT_NOW)];
  const events = groupBy(eventsOf(subscription, { source: 'guideEvents' }), keyOf);
  const timesOf = (key: string, type: string) =>
    (events.get(key) ?? []).filter((event) => event.type === type).map(({ browserTime }) => Number(browserTime));

  it('has one row per visitor and step that the visitor has seen', () => {
    const seen = [...events.keys()].filter((key) => timesOf(key, 'guideSeen').length > 0);
    expect(rows.map(keyOf).sort()).toEqual(seen.sort());
  });

  it('agrees with the events on first time, last time and count', () => {
    for (const row of rows) {
      const seen = timesOf(keyOf(row), 'guideSeen');
      expect(row).toMatchObject({
        firstSeenAt: Math.min(...seen),
        lastSeenAt: Math.max(...seen),
        seenCount: seen.length,
        lastAdvancedAutoAt: Math.max(0, ...timesOf(keyOf(row), 'guideAdvanced')),
        lastDismissedAutoAt: Math.max(0, ...timesOf(keyOf(row), 'guideDismissed')),
        lastTimeoutAt: Math.max(0, ...timesOf(keyOf(row), 'guideTimeout')),
      });
    }
  });

  it('changes as the clock moves', () => {
    const later = new Map(
      [...subscription.seen('guidesSeenEver', query, DEFAULT_NOW + 2 * DAY_MS)].map((row) => [keyOf(row), row]),
    );
    const moved = rows.filter((row) => Number(later.get(keyOf(row))?.lastSeenAt) > Number(row.lastSeenAt));
    expect(moved.length).toBeGreaterThan(0);
    expect(later.size).toBeGreaterThan(rows.length);
  });
});

it('pollsSeenEver has the last answer of each visitor', () => {
  const keyOf = ({ guideId, pollId, visitorId }: PendoRow) => [guideId, pollId, visitorId].join();
  const events = groupBy(eventsOf(subscription, { source: 'pollEvents' }), keyOf);
  const rows = [...subscription.seen('pollsSeenEver', query, DEFAULT_NOW)];
  expect(rows.map(keyOf).sort()).toEqual([...events.keys()].sort());
  for (const row of rows) {
    const times = (events.get(keyOf(row)) ?? []).map(({ browserTime }) => Number(browserTime));
    const last = events.get(keyOf(row))?.filter(({ browserTime }) => browserTime === Math.max(...times));
    expect(row.time).toBe(Math.max(...times));
    expect(last?.map(({ pollResponse }) => pollResponse)).toContain(row.response);
  }
});

it.each(['guidesSeenEver', 'pollsSeenEver'] as const)('%s is the same in one pass and in many', (source) => {
  const world = createWorld(1, { ...SCALES.tiny, days: 12 });
  const single = createSingleEvents(world, createVisitors(world, createAccounts(world)), createTimelines(world));
  const inMany = createSeenStates(world, single, 100).rows(source, query, DEFAULT_NOW);
  expect(texts(inMany).sort()).toEqual(texts(subscription.seen(source, query, DEFAULT_NOW)).sort());
});
