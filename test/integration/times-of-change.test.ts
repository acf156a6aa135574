import { describe, expect, test } from 'vitest';
import { readStream, startFakePendo } from '../helpers/read-fake-pendo.ts';
import { type Run, recordsOf } from '../helpers/run.ts';

describe('A row for which Pendo gives no time of change', () => {
  const CHANGED = Date.UTC(2026, 5, 20);

  test.each([
    ['visitors', 'visitorId', 'lastupdated'],
    ['accounts', 'accountId', 'lastupdated'],
  ])(
    'is read in each sync of %s, has the time of the reading as its cursor, and does not change the state.',
    async (name, id, cursor) => {
      const rows = [
        { [id]: 'a', metadata: { auto: { lastupdated: CHANGED } } },
        { [id]: 'b', metadata: { pendo: {} } },
      ];
      const pendo = await startFakePendo(({ source, filter }) =>
        source === name && !filter.includes('"b"') ? rows : [],
      );
      const before = Date.now();
      const first = await readStream(name, pendo);
      const second = await readStream(name, pendo, {}, lastState(first));
      for (const run of [first, second]) {
        const filled = recordsOf(run.messages, name).find((row) => Object.values(row).includes('b'));
        // The header `Date` has whole seconds.
        expect(Date.parse(String(filled?.[cursor]))).toBeGreaterThanOrEqual(before - 2000);
        expect(Date.parse(String(filled?.[cursor]))).toBeLessThanOrEqual(Date.now());
        expect(lastState(run)[cursor]).toBe(new Date(CHANGED).toISOString());
      }
    },
  );

  test.each(['pages', 'features', 'track_types', 'guides'])(
    'has the time of the reading as cursor in %s.',
    async (name) => {
      const rows = [{ id: 'a', lastUpdatedAt: CHANGED }, { id: 'b' }, { id: 'c', lastUpdatedAt: 0 }];
      const pendo = await startFakePendo(({ path }) => (path.startsWith('/api/v1/aggregation') ? [] : rows));
      const run = await readStream(name, pendo);
      const [first, ...others] = recordsOf(run.messages, name).map((row) => String(row.last_updated_at));
      expect(first).toBe(new Date(CHANGED).toISOString());
      expect(others).toHaveLength(2);
      expect(new Set(others).size).toBe(1);
      expect(Date.now() - Date.parse(others[0] ?? '')).toBeLessThan(60_000);
      expect(lastState(run).last_updated_at).toBe(new Date(CHANGED).toISOString());
    },
  );
});

test('A full refresh reads objects with a time before 1970 too.', async () => {
  const pages = [
    { id: 'a', lastUpdatedAt: '0001-01-01T00:00:00Z' },
    { id: 'b', lastUpdatedAt: -62135596800000 },
    { id: 'c', lastUpdatedAt: 0 },
    { id: 'd', lastUpdatedAt: 1700000000000 },
  ];
  const pendo = await startFakePendo(({ path }) => (path.endsWith('/page') ? pages : []));
  const run = await readStream('pages', pendo);
  expect(recordsOf(run.messages, 'pages').map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
});

function lastState(run: Run): Record<string, unknown> {
  return (run.messages.findLast(({ state }) => state !== undefined)?.state?.stream.stream_state ?? {}) as Record<
    string,
    unknown
  >;
}
