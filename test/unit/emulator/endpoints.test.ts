import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Emulator } from '../../../emulator/start.ts';
import { DAY_MS, get, IOS, NOW, serveHandMade, WEB } from './hand-made.ts';

const ODD_ID = 'a/b\\"c\n<script> 💥 ..%2F';
const VISITOR = { visitorId: ODD_ID, metadata: { auto: { accountid: 'acme', accountids: ['acme'], lastvisit: 5 } } };

let emulator: Emulator;
beforeEach(async () => {
  emulator = await serveHandMade({
    visitors: [VISITOR],
    accounts: [{ accountId: 'acme', metadata: { auto: { id: 'acme' } } }],
    objects: [
      { id: 'one', appId: WEB },
      { id: 'two', appId: IOS },
    ],
    history: { [ODD_ID]: [{ type: 'page', ts: NOW - DAY_MS }], '..': [] },
  });
});
afterEach(() => emulator.close());

describe('the key', () => {
  test.each([
    ['missing', undefined],
    ['wrong', 'nonsense'],
  ])('a %s key is refused with 403', async (_, key) => {
    const response = await fetch(`${emulator.url}/api/v1/page`, {
      headers: key === undefined ? {} : { 'x-pendo-integration-key': key },
    });
    expect(response.status).toBe(403);
  });

  test('401 can be chosen instead of 403', async () => {
    emulator.behaviour.badKeyStatus = 401;
    expect((await get(emulator, '/api/v1/page', { 'x-pendo-integration-key': '' })).status).toBe(401);
  });

  test('with a wrong region a valid key is answered with 400', async () => {
    emulator.behaviour.wrongRegion = true;
    expect((await get(emulator, '/api/v1/token/verify')).status).toBe(400);
  });

  test('a valid key is verified with 200 and JSON', async () => {
    const response = await get(emulator, '/api/v1/token/verify');
    expect(response.status).toBe(200);
    expect(await response.json()).toHaveProperty('writeAccess');
  });
});

describe('objects', () => {
  test.each([
    ['', ['one']],
    ['?expand=*', ['one', 'two']],
    [`?appId=${IOS}`, ['two']],
    ['?id=two,three', ['two']],
  ])('/page%s returns %j', async (query, ids) => {
    const rows = await (await get(emulator, `/api/v1/page${query}`)).json();
    expect((rows as { id: string }[]).map(({ id }) => id)).toEqual(ids);
  });

  test.each(['/api/v1/page/one', '/api/v1/visitor', '/api/v1/nothing', '/nothing', '/api/v2/page'])(
    '%s is not found',
    async (path) => {
      expect((await get(emulator, path)).status).toBe(404);
    },
  );
});

describe('visitors and accounts', () => {
  test('an id with any characters is one path segment', async () => {
    const response = await get(emulator, `/api/v1/visitor/${encodeURIComponent(ODD_ID)}`);
    expect(await response.json()).toMatchObject({ id: ODD_ID, account: { id: 'acme' }, lastStartTime: 5 });
  });

  test('an id may be URL-safe base64 if a header says so', async () => {
    const path = `/api/v1/visitor/b64_${Buffer.from(ODD_ID).toString('base64url')}`;
    expect((await get(emulator, path, { 'x-pendo-base64-encoded-params': 'true' })).status).toBe(200);
    expect((await get(emulator, path)).status).toBe(404);
  });

  test('a path that is not UTF-8 is refused', async () => {
    expect((await get(emulator, '/api/v1/visitor/%ff')).status).toBe(400);
  });

  test('an account is found by its id', async () => {
    expect(await (await get(emulator, '/api/v1/account/acme')).json()).toMatchObject({ id: 'acme' });
    expect((await get(emulator, '/api/v1/account/other')).status).toBe(404);
  });
});

describe('visitor history', () => {
  const history = (starttime: unknown, id = ODD_ID) =>
    get(emulator, `/api/v1/visitor/${encodeURIComponent(id)}/history?starttime=${starttime}`);

  test('the 24 hours that begin with starttime are returned', async () => {
    expect(await (await history(NOW - DAY_MS)).json()).toHaveLength(1);
    expect(await (await history(NOW - DAY_MS + 1)).json()).toEqual([]);
    expect(await (await history(NOW - 2 * DAY_MS)).json()).toEqual([]);
  });

  test('an unknown visitor is answered with 404', async () => {
    expect((await history(NOW, 'nobody')).status).toBe(404);
  });

  test.each(['', 'yesterday', NOW - 180 * DAY_MS - 1])('starttime %j is answered with 422', async (starttime) => {
    expect((await history(starttime)).status).toBe(422);
  });

  test('the 180 days move with the clock', async () => {
    expect((await history(NOW - 180 * DAY_MS)).status).toBe(200);
    emulator.clock.advance(DAY_MS);
    expect((await history(NOW - 180 * DAY_MS)).status).toBe(422);
  });
});

test('metadata has schemas for visitors and accounts, and 404 for other kinds', async () => {
  expect(await (await get(emulator, '/api/v1/metadata/schema/account')).json()).toHaveProperty('auto.id.Type');
  expect((await get(emulator, '/api/v1/metadata/schema/parentAccount')).status).toBe(404);
});
