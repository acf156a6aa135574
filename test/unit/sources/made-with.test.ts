import { describe, expect, test } from 'vitest';
import type { Config } from '../../../src/config/types.ts';
import { dependsOn } from '../../../src/sources/index.ts';
import { whyUnusable } from '../../../src/sources/made-with.ts';
import { readTime } from '../../../src/sources/state-time.ts';
import { findStream } from '../../../src/streams/index.ts';

const CONFIG = {
  period: 'day',
  appIds: [1, 2],
  startDate: { text: '2026-03-01', utcMidnightMs: Date.UTC(2026, 2, 1) },
  includeAnonymousVisitors: false,
  excludeList: 'apply',
  baseUrl: 'https://app.pendo.io',
} as unknown as Config;

function reason(stream: string, before: Partial<Config>, now: Partial<Config>): string | undefined {
  const definition = findStream(stream);
  if (definition === undefined) throw new Error(`There is no stream ${stream}.`);
  const state = { made_with: dependsOn({ ...CONFIG, ...before } as Config, definition) };
  return whyUnusable(JSON.parse(JSON.stringify(state)), dependsOn({ ...CONFIG, ...now } as Config, definition));
}

const EU = { baseUrl: 'https://app.eu.pendo.io' };
const startDate = (text: string) => ({ startDate: { text, utcMidnightMs: Date.parse(text) } });

describe('A state can be used', () => {
  test.each([
    ['the same config', 'events', {}, {}],
    ['a later start', 'events', {}, startDate('2026-04-01')],
    ['fewer apps', 'page_events', {}, { appIds: [2] }],
    ['some apps after all of them', 'page_events', { appIds: undefined }, { appIds: [9] }],
    ['anonymous visitors switched off', 'visitors', { includeAnonymousVisitors: true }, {}],
    ['another period, for single events', 'guide_events', {}, { period: 'hour' }],
    ['other apps, for accounts', 'accounts', {}, { appIds: [9] }],
    ['the same host by another scheme', 'events', { baseUrl: 'http://app.pendo.io' }, {}],
    ['another host, for webhooks, which come from the receiver', 'webhook_events', {}, EU],
  ] as const)('with %s.', (_name, stream, before, now) => {
    expect(reason(stream, before, now)).toBeUndefined();
  });
});

describe('A state cannot be used', () => {
  test.each([
    ['an earlier start', 'events', {}, startDate('2026-02-01'), 'start_date is now 2026-02-01'],
    ['another period', 'events', {}, { period: 'hour' }, 'period is now hour'],
    ['one more app', 'guide_events', {}, { appIds: [1, 2, 3] }, 'app_ids'],
    ['a new app, for a list', 'pages', {}, { appIds: [3] }, 'app_ids'],
    ['all apps after some', 'events', {}, { appIds: undefined }, 'app_ids'],
    [
      'anonymous visitors switched on',
      'visitors',
      {},
      { includeAnonymousVisitors: true },
      'include_anonymous_visitors',
    ],
    [
      'anonymous visitors switched on',
      'visitor_history',
      {},
      { includeAnonymousVisitors: true },
      'include_anonymous_visitors',
    ],
    ['another exclude list', 'poll_events', {}, { excludeList: 'ignore' }, 'exclude_list is now ignore'],
    ...(['events', 'guide_events', 'visitors', 'accounts', 'pages', 'guides', 'visitor_history'] as const).map(
      (stream) => ['another host', stream, {}, EU, 'host is now app.eu.pendo.io, before it was app.pendo.io'] as const,
    ),
  ] as const)('with %s (%s).', (_name, stream, before, now, says) => {
    expect(reason(stream, before, now)).toContain(says);
  });
});

describe('readTime', () => {
  test.each([
    ['2026-06-01T00:00:00.000Z', Date.UTC(2026, 5, 1)],
    ['2026-06-01T02:00:00+02:00', Date.UTC(2026, 5, 1)],
    [1_780_272_000_000, 1_780_272_000_000],
    [undefined, undefined],
    [null, undefined],
    ['', undefined],
  ])('reads %j', (value, ms) => {
    expect(readTime({ day: value }, 'day', 'events')).toBe(ms);
  });

  test.each(['5', '2026', '2026-06-01', '2026-06-01T00:00:00', 'yesterday', 1e300, -1e300, true, {}])(
    'refuses %j with one sentence',
    (value) => {
      expect(() => readTime({ day: value }, 'day', 'events')).toThrow(
        /^The state of events holds a "day" that is no time;[^\n]*\.$/,
      );
    },
  );
});

test('A state of version 0.1.0, which has no host, can be used with every host.', () => {
  const definition = findStream('pages');
  if (definition === undefined) throw new Error('There is no stream pages.');
  expect(whyUnusable({ made_with: { app_ids: 'all' } }, dependsOn(CONFIG, definition))).toBeUndefined();
});
