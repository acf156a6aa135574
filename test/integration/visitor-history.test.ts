import { describe, expect, test } from 'vitest';
import { activityRows } from '../helpers/fake-activity.ts';
import type { FakeRequest } from '../helpers/fake-pendo.ts';
import { readStream, startFakePendo } from '../helpers/read-fake-pendo.ts';

describe('The history of visitors', () => {
  const YESTERDAY = Date.parse(recentDay());
  const activeOn = (days: readonly number[], ids: readonly unknown[]) => (request: FakeRequest) =>
    activityRows(
      request,
      days.flatMap((day) => ids.map((visitorId) => ({ visitorId, day }))),
    );

  test.each([400, 402])('fails when Pendo answers %i, because its days were not read.', async (status) => {
    const active = activeOn([YESTERDAY], ['v1', 'v2']);
    const pendo = await startFakePendo((request) =>
      request.path.endsWith('/history') ? { status, body: 'no' } : active(request),
    );
    const run = await readStream('visitor_history', pendo, { start_date: recentDay() });
    expect(run.exitCode).toBe(1);
  });

  test('fails when Pendo knows none of a hundred visitors.', async () => {
    const active = activeOn(
      [YESTERDAY],
      Array.from({ length: 150 }, (_, index) => `v${index}`),
    );
    const pendo = await startFakePendo((request) =>
      request.path.endsWith('/history') ? { status: 404, body: '' } : active(request),
    );
    expect((await readStream('visitor_history', pendo, { start_date: recentDay() })).exitCode).toBe(1);
  });

  test.each(['', null])('is complete when all events of some days belong to the visitor %j.', async (nobody) => {
    const pendo = await startFakePendo((request) =>
      request.path.endsWith('/history') ? [] : activeOn([YESTERDAY], [nobody])(request),
    );
    const run = await readStream('visitor_history', pendo, { start_date: recentDay() });
    expect(run.exitCode).toBe(0);
    expect(pendo.asked.filter(({ path }) => path.endsWith('/history'))).toEqual([]);
  });

  test('reads visitors whose ids are numbers, and at most the last 180 days.', async () => {
    const days = Array.from({ length: 400 }, (_, index) => YESTERDAY - index * 86_400_000);
    const active = activeOn(days, [1, 2]);
    const pendo = await startFakePendo((request) => (request.path.endsWith('/history') ? [] : active(request)));
    const run = await readStream('visitor_history', pendo, { start_date: '2020-01-01' });
    expect(run.exitCode).toBe(0);
    const asked = pendo.asked.filter(({ path }) => path.endsWith('/visitor/1/history'));
    expect(asked.length).toBeGreaterThanOrEqual(179);
    expect(asked.length).toBeLessThanOrEqual(181);
    for (const { query } of asked)
      expect(Number(query.starttime)).toBeGreaterThan(Date.now() - 180 * 86_400_000 - 60_000);
  });

  test('reads a whole day again that an older version did not finish.', async () => {
    const active = activeOn([YESTERDAY], ['a', 'b']);
    const pendo = await startFakePendo((request) => (request.path.endsWith('/history') ? [] : active(request)));
    const day = `${recentDay()}T00:00:00.000Z`;
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    const state = { modified_ts: day, deep_read_at: hourAgo, resume: { day, after: 'a' }, version: 1 };
    const run = await readStream('visitor_history', pendo, { start_date: recentDay() }, state);
    expect(pendo.asked.filter(({ path }) => path.endsWith('/history'))).toHaveLength(2);
    expect(JSON.stringify(run.messages)).toContain(`"deep_read_at":"${hourAgo}"`);
  });
});

function recentDay(): string {
  return new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
}
