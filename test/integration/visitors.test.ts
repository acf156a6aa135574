import { describe, expect, test } from 'vitest';
import type { FakeRequest } from '../helpers/fake-pendo.ts';
import { readStream, startFakePendo } from '../helpers/read-fake-pendo.ts';
import { recordsOf } from '../helpers/run.ts';

describe('Visitors', () => {
  const page = (request: FakeRequest) =>
    request.source === 'visitors' && !request.filter.includes('visitorId > "z"')
      ? [{ visitorId: 'z', metadata: { auto: { lastupdated: Date.UTC(2026, 5, 10) } } }]
      : [];

  test('are counted before the first sync, for the progress bar.', async () => {
    const pendo = await startFakePendo((request) =>
      request.pipeline.some((step) => 'count' in step) ? [{ count: 42 }] : page(request),
    );
    const run = await readStream('visitors', pendo);
    const estimates = run.messages.flatMap(({ trace }) =>
      trace !== undefined && 'estimate' in trace ? [trace.estimate] : [],
    );
    expect(estimates).toMatchObject([{ name: 'visitors', type: 'STREAM', row_estimate: 42 }]);
  });

  test('are read from six hours before the cursor, and after the last id of the state.', async () => {
    const pendo = await startFakePendo(page);
    const cursor = '2026-06-10T12:00:00.000Z';
    const resume = { after: 'm', by: 'visitorId', began: cursor, latest: cursor };
    await readStream('visitors', pendo, {}, { lastupdated: cursor, resume, version: 1 });
    const [first] = pendo.asked.filter(({ source }) => source === 'visitors');
    expect(first?.filter).toContain('visitorId > "m"');
    expect(first?.filter).toContain(`lastupdated >= ${Date.UTC(2026, 5, 10, 6)}`);
  });
});

test('States after an id with NUL or half an emoji can be stored as JSON anywhere, and a sync continues from them.', async () => {
  const ids = ['a', 'b\u0000c', 'd\ud83d', 'e'];
  const after = (filter: string) => ids.findIndex((id) => filter.includes(`> "${id}"`)) + 1;
  const pendo = await startFakePendo(({ source, filter }) =>
    source === 'visitors' ? ids.slice(after(filter), after(filter) + 1).map((visitorId) => ({ visitorId })) : [],
  );
  const run = await readStream('visitors', pendo, { advanced: { page_size: 1 } });
  expect(recordsOf(run.messages, 'visitors').map(({ visitor_id }) => visitor_id)).toEqual(ids);
  const states = run.lines.filter((line) => line.includes('"type":"STATE"'));
  expect(states.length).toBeGreaterThan(ids.length);
  expect(states.join()).not.toMatch(/\\u0000|\\ud[89a-f]/i);

  for (const [index, id] of ids.entries()) {
    const state = run.messages.filter((message) => message.state !== undefined)[index]?.state?.stream.stream_state;
    const resumed = await readStream('visitors', pendo, { advanced: { page_size: 1 } }, state as object);
    expect(
      recordsOf(resumed.messages, 'visitors').map(({ visitor_id }) => visitor_id),
      id,
    ).toEqual(ids.slice(index + 1));
  }
});
