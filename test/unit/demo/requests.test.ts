import { expect, test } from 'vitest';
import { type Asked, requestsByStream } from '../../../demo/requests.ts';
import type { LoggedRequest } from '../../../emulator/index.ts';

function logged(path: string, rest: Partial<LoggedRequest> = {}): LoggedRequest {
  return {
    id: 1,
    method: 'GET',
    path: `/api/v1/${path}`,
    query: {},
    source: undefined,
    body: undefined,
    startedAt: 100,
    endedAt: 200,
    status: 200,
    rows: 0,
    faulty: false,
    complete: true,
    failure: undefined,
    ...rest,
  };
}

function aggregation(name: string): LoggedRequest {
  return logged('aggregation', { method: 'POST', body: { request: { name: `source-pendo ${name}` } } });
}

function asked(stream: string | undefined, about = ''): Asked {
  return { stream, about };
}

function streams(lines: readonly Asked[], requests: readonly LoggedRequest[]): string[] {
  return requestsByStream(lines, requests).map(({ stream }) => stream);
}

test('An aggregation says itself for which stream it is; one for no stream is left out.', () => {
  const requests = [aggregation('time'), aggregation('daily_totals-totals'), aggregation('events')];
  const lines = [asked(undefined), asked('events', ' from a to b'), asked('daily_totals', ' (totals of events)')];
  expect(streams(lines, requests)).toEqual(['daily_totals', 'events']);
});

test('Streams that ask for the same path get its requests in the order of the log.', () => {
  const lines = [
    asked(undefined, 'check of the key'),
    asked('exclude_list'),
    asked('guides'),
    asked('guide_versions', ' (list of guides)'),
    asked('guide_versions', ' of guide x'),
    asked('users', ' (track types)'),
    asked('users', ' (guides)'),
    asked('track_types'),
    asked('visitor_history', ' of a visitor'),
  ];
  const paths = ['token/verify', 'guide', 'tracktype', 'guide/x/history', 'guide', 'visitor/v%20w/history', 'guide'];
  const requests = [...paths, 'tracktype', 'blacklist'].map((path) => logged(path));
  expect(streams(lines, requests)).toEqual([
    'guides',
    'users',
    'guide_versions',
    'guide_versions',
    'visitor_history',
    'users',
    'track_types',
    'exclude_list',
  ]);
});

test('A request that no line is about is an error that names it.', () => {
  expect(() => requestsByStream([asked('pages')], [logged('guide')])).toThrow('/api/v1/guide');
});

test.each([
  ['an error status', { status: 503 }],
  ['a broken connection', { status: undefined, complete: false }],
  ['an answer that broke off', { status: 200, complete: false }],
])('%s is a failure', (_what, rest) => {
  const found = requestsByStream([asked('pages'), asked('pages')], [logged('page', rest), logged('page')]);
  expect(found.map(({ failed }) => failed)).toEqual([true, false]);
  expect(found[0]?.question).toBe(found[1]?.question);
});
