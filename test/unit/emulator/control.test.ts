import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Emulator } from '../../../emulator/start.ts';
import { DAY_MS, get, NOW, serveHandMade } from './hand-made.ts';

let emulator: Emulator;
beforeEach(async () => {
  emulator = await serveHandMade({});
});
afterEach(() => emulator.close());

async function control(method: string, what: string, body?: unknown) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${emulator.url}/_emulator/${what}`, init);
  const text = await response.text();
  return {
    status: response.status,
    body: response.headers.get('content-type') === 'application/json' ? JSON.parse(text) : text,
  };
}

test('the clock can be advanced, or set to a time', async () => {
  expect((await control('POST', 'clock', { advanceMs: DAY_MS })).body).toEqual({ now: NOW + DAY_MS });
  expect((await control('POST', 'clock', { now: 5 })).body).toEqual({ now: 5 });
  expect((await control('GET', 'clock')).body).toEqual({ now: 5 });
});

test('a fault given as JSON fires, and how often it fired is counted', async () => {
  const fault = { match: { pathPattern: 'tok.n', bodyPattern: '^$', times: 1 }, status: 500 };
  expect((await control('POST', 'faults', fault)).status).toBe(200);
  expect((await get(emulator, '/api/v1/token/verify')).status).toBe(500);
  expect((await get(emulator, '/api/v1/token/verify')).status).toBe(200);
  expect((await control('GET', 'faults')).body).toMatchObject([{ fired: 1 }]);
  await control('DELETE', 'faults');
  expect(emulator.faults.all()).toEqual([]);
});

test('the request log can be read and cleared, and has no control requests', async () => {
  await (await get(emulator, '/api/v1/page')).text();
  expect((await control('GET', 'requests')).body).toMatchObject({
    peak: 1,
    requests: [{ path: '/api/v1/page', status: 200 }],
  });
  await control('DELETE', 'requests');
  expect((await control('GET', 'requests')).body).toEqual({ peak: 0, requests: [] });
});

test('changes of the past can be added, listed and taken away', async () => {
  emulator.changes.push({ kind: 'deleteVisitor', visitorId: 'first', at: 5 });
  const late = { kind: 'lateRows', source: 'events', day: 1, rows: 2, at: NOW + 1 };
  expect(await control('POST', 'changes', late)).toEqual({ status: 200, body: late });
  const edit = { kind: 'editObject', list: 'pages', id: 'p', fields: { name: null } };
  expect((await control('POST', 'changes', edit)).body).toEqual({ ...edit, at: NOW });
  expect((await control('GET', 'changes')).body).toEqual([
    { kind: 'deleteVisitor', visitorId: 'first', at: 5 },
    late,
    { ...edit, at: NOW },
  ]);
  await control('DELETE', 'changes');
  expect(emulator.changes).toEqual([]);
});

test('behaviour can be changed while the emulator runs, and null resets a switch to undefined', async () => {
  expect((await control('POST', 'behaviour', { limitCap: 5, badKeyStatus: 401 })).status).toBe(200);
  expect(emulator.behaviour).toMatchObject({ limitCap: 5, badKeyStatus: 401 });
  await control('POST', 'behaviour', { limitCap: null });
  expect(emulator.behaviour.limitCap).toBeUndefined();
});

test.each([
  ['faults', { explode: true }, 400],
  ['faults', { status: '500' }, 400],
  ['faults', { match: { pathPattern: 5 } }, 400],
  ['faults', { match: { pathPattern: '(' } }, 400],
  ['faults', 'boom', 400],
  ['clock', {}, 400],
  ['behaviour', { mood: 'bad' }, 400],
  ['behaviour', { lackingProducts: ['charm'] }, 400],
  ['behaviour', { lackingProducts: ['feedback', 'email'], lackingStatus: 410 }, 200],
  ['changes', 'boom', 400],
  ['changes', { kind: 'explode' }, 400],
  ['changes', { kind: 'toString' }, 400],
  ['changes', { kind: 'resetGuide' }, 400],
  ['changes', { kind: 'resetGuide', guideId: 5 }, 400],
  ['changes', { kind: 'resetGuide', guideId: 'g', at: 'soon' }, 400],
  ['changes', { kind: 'resetGuide', guideId: 'g', visitorId: 'v' }, 400],
  ['changes', { kind: 'resetGuide', guideId: 'g', toString: 'v' }, 400],
  ['changes', { kind: 'resetGuide', guideId: 'g' }, 200],
  ['changes', { kind: 'retag', source: 'events', objectId: 'p', matches: 'more', refill: 'atOnce' }, 400],
  ['changes', { kind: 'retag', source: 'pageEvents', objectId: 'p', matches: 'more', refill: 'atOnce' }, 200],
  ['changes', { kind: 'deleteObject', list: 'dreams', id: 'd' }, 400],
  ['changes', { kind: 'deleteObject', list: 'votes', id: 'd' }, 200],
  ['changes', { kind: 'editObject', list: 'pages', id: 'p', fields: [] }, 400],
  ['changes', { kind: 'lateRows', source: 'pollEvents', day: 1, rows: -1 }, 400],
  ['changes', { kind: 'excludeVisitor', visitorId: 'v', excluded: 'yes' }, 400],
  ['changes', { kind: 'excludeVisitor', visitorId: 'v', excluded: false }, 200],
  ['changes', { kind: 'moveZone', timeZone: 'Mars/Olympus' }, 400],
  ['changes', { kind: 'moveZone', timeZone: 'Asia/Kolkata' }, 400],
  ['changes', { kind: 'moveZone', timeZone: 'Asia/Tokyo' }, 200],
  ['weather', {}, 404],
])('POST %s with %j is answered with %i', async (what, body, status) => {
  expect((await control('POST', what, body)).status).toBe(status);
});
