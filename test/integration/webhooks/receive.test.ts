import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signatureOf } from '../../../emulator/webhooks.ts';
import {
  feedPage,
  feedText,
  inboxFolder,
  metricsOf,
  post,
  type Receiver,
  SECRET,
  startReceiver,
} from '../../helpers/receiver.ts';

const OTHER_SECRET = 'the-next secret, with blanks';

let receiver: Receiver;
let removeFolder: () => Promise<void>;

beforeAll(async () => {
  const { inbox, remove } = await inboxFolder();
  removeFolder = remove;
  receiver = await startReceiver({ inbox, env: { PENDO_WEBHOOK_SECRET: `${SECRET}\n\n${OTHER_SECRET}\r\n` } });
});
afterAll(async () => {
  await receiver.kill('SIGTERM');
  await removeFolder();
});

let ids = 0;
function nextId(): string {
  ids += 1;
  return `id-${ids}`;
}

async function lastSequence(): Promise<number> {
  return (await feedPage(receiver.url, 0, 10_000)).at(-1)?.sequence ?? 0;
}

describe('A webhook', () => {
  test('that is signed is stored, and the feed returns every digit and key of it.', async () => {
    const before = await lastSequence();
    const id = nextId();
    const body = `{"uniqueId":"${id}","event":"npsSubmitted","big":12345678901234567890.10,"__proto__":{"a":1},"nul\\u0000":"\\ud800","twice":1,"twice":2}`;
    const answer = await post(receiver.url, body);
    expect([answer.status, answer.body]).toEqual([200, '{"stored":1,"duplicates":0}']);
    const text = await feedText(receiver.url, before);
    expect(text).toMatch(
      /^\{"sequence":\d+,"received_at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","event":"npsSubmitted",/,
    );
    expect(text).toContain(`"unique_id":"${id}","payload":${body}}\n`);
  });

  test('that is sent again, with the same body or another one, is stored once, as it came first.', async () => {
    const before = await lastSequence();
    const counted = await metricsOf(receiver.url);
    const id = nextId();
    await post(receiver.url, JSON.stringify({ uniqueId: id, n: 1 }));
    for (const n of [1, 2]) {
      const again = await post(receiver.url, JSON.stringify({ uniqueId: id, n }));
      expect([again.status, again.body]).toEqual([200, '{"stored":0,"duplicates":1}']);
    }
    expect(await feedPage(receiver.url, before)).toMatchObject([{ unique_id: id, payload: { n: 1 } }]);
    const now = await metricsOf(receiver.url);
    const grown = (name: string) => (now.get(name) ?? 0) - (counted.get(name) ?? 0);
    expect(grown('pendo_webhooks_accepted_total')).toBe(1);
    expect(grown('pendo_webhooks_duplicates_total')).toBe(2);
    expect(grown('pendo_webhooks_conflicts_total')).toBe(1);
  });

  test('is stored when it is signed with any of the secrets, and refused with other secrets.', async () => {
    const body = () => JSON.stringify({ uniqueId: nextId() });
    for (const secret of [SECRET, OTHER_SECRET]) {
      const text = body();
      expect((await post(receiver.url, text, { signature: signatureOf(text, secret) })).status).toBe(200);
    }
    for (const secret of ['', `${SECRET} `, `${SECRET}\n\n${OTHER_SECRET}`, 'x']) {
      const text = body();
      expect((await post(receiver.url, text, { signature: signatureOf(text, secret) })).status).toBe(401);
    }
  });

  test('that is an array is stored as its events, in their order; pings among them are left out.', async () => {
    const before = await lastSequence();
    const [a, b] = [nextId(), nextId()];
    const body = ` [ {"uniqueId":"${a}","n":1.0},\n{"event":"ping"} , {"uniqueId" : "${b}",\r\n"s":"}]{["}, {"uniqueId":"${a}"} ]`;
    expect((await post(receiver.url, body)).body).toBe('{"stored":2,"duplicates":1}');
    const text = await feedText(receiver.url, before);
    expect(text).toContain(`"payload":{"uniqueId":"${a}","n":1.0}}\n`);
    expect(text).toContain(`"payload":{"uniqueId" : "${b}",  "s":"}]{["}}\n`);
    expect(text.trim().split('\n')).toHaveLength(2);
  });

  test.each(['{"event":"ping"}', '{"event":"ping","uniqueId":"ping-1","app":{"name":"webhook-test"}}', '[]'])(
    'without an event stores nothing, and gets 200: %s',
    async (body) => {
      const before = await lastSequence();
      const answer = await post(receiver.url, body);
      expect([answer.status, answer.body]).toEqual([200, '{"stored":0,"duplicates":0}']);
      expect(await feedPage(receiver.url, before)).toEqual([]);
    },
  );

  test('that is the test of the settings page (ping) is logged.', async () => {
    await post(receiver.url, '{"event":"ping"}');
    await expect.poll(() => receiver.log()).toContain("Pendo's settings page has sent its test (ping)");
  });

  test.each([
    ['an unknown name', '"event":"somethingNew"', 'somethingNew'],
    ['no name', '"n":1', null],
    ['a name that is no text', '"event":7', null],
    ['a name with NUL', '"event":"a\\u0000b"', 'a\0b'],
  ])('with %s is stored.', async (_name, member, event) => {
    const before = await lastSequence();
    const id = nextId();
    expect((await post(receiver.url, `{"uniqueId":"${id}",${member}}`)).status).toBe(200);
    expect(await feedPage(receiver.url, before)).toMatchObject([{ unique_id: id, event }]);
  });

  test.each([
    ['of one character', 'x'],
    ['of 512 characters', 'é'.repeat(512)],
    ['of 256 emoji', '🦊'.repeat(256)],
    ['of quotes, line breaks and NUL', '"\\\n\0'],
    ['that is half a surrogate pair', '\ud83d'],
    ['that is the other half', '\udd8a'],
  ])('with an id %s is stored once, and the feed returns the id.', async (_name, id) => {
    const before = await lastSequence();
    const body = JSON.stringify({ uniqueId: id });
    expect((await post(receiver.url, body)).body).toBe('{"stored":1,"duplicates":0}');
    expect((await post(receiver.url, body)).body).toBe('{"stored":0,"duplicates":1}');
    expect(await feedPage(receiver.url, before)).toMatchObject([{ unique_id: id }]);
  });

  test.each([
    ['no uniqueId', '{"event":"visitorUnsubscribed"}'],
    ['an empty one', '{"uniqueId":""}'],
    ['one of null', '{"uniqueId":null}'],
    ['a number', '{"uniqueId":12345678901234567890}'],
    ['an object', '{"uniqueId":{"a":1}}'],
    ['one in another case', '{"uniqueid":"a"}'],
    ['one of 513 characters', JSON.stringify({ uniqueId: 'x'.repeat(513) })],
    ['one of 257 emoji, which are 514 characters', JSON.stringify({ uniqueId: '🦊'.repeat(257) })],
    ['one inside __proto__', '{"__proto__":{"uniqueId":"a"}}'],
    ['two of them, the last of which is a number', '{"uniqueId":"a","uniqueId":5}'],
    ['none, over several lines', '{\r\n "event" : "é\\u0000" }'],
  ])('with %s as its id is stored once, with the hash of its own bytes as its id.', async (_name, event) => {
    const before = await lastSequence();
    const id = `sha256:${createHash('sha256').update(event).digest('hex')}`;
    expect((await post(receiver.url, ` ${event}\n`)).body).toBe('{"stored":1,"duplicates":0}');
    expect((await post(receiver.url, `\uFEFF[${event} , ${event}]`)).body).toBe('{"stored":0,"duplicates":2}');
    expect(await feedPage(receiver.url, before)).toMatchObject([{ unique_id: id, payload: JSON.parse(event) }]);
  });

  test('with a byte order mark is stored without it.', async () => {
    const before = await lastSequence();
    const body = `{"uniqueId":"${nextId()}"}`;
    expect((await post(receiver.url, `\uFEFF${body}`)).status).toBe(200);
    expect(await feedText(receiver.url, before)).toContain(`"payload":${body}}\n`);
  });

  test('is a duplicate when its id is only escaped differently.', async () => {
    await post(receiver.url, '{"uniqueId":"spelled"}');
    expect((await post(receiver.url, '{"uniqueId":"sp\\u0065lled"}')).body).toBe('{"stored":0,"duplicates":1}');
  });
});

describe('A signature', () => {
  const body = '{"uniqueId":"never-kept","event":"npsSubmitted"}';
  const right = signatureOf(body, SECRET);
  test.each([
    ['that is missing', body, null],
    ['that is empty', body, ''],
    ['of another body', body, signatureOf(`${body} `, SECRET)],
    ['for a body with other spaces', '{"uniqueId": "never-kept", "event": "npsSubmitted"}', right],
    ['for a body with a line break at its end', `${body}\n`, right],
    ['in upper case', body, right.toUpperCase()],
    ['that is one digit short', body, right.slice(1)],
    ['that is one digit long', body, `${right}0`],
    ['with a prefix', body, `sha256=${right}`],
    ['with a wrong last digit', body, right.slice(0, -1) + (right.endsWith('0') ? '1' : '0')],
    ['that comes twice', body, `${right}, ${right}`],
    ['in base64', body, Buffer.from(right, 'hex').toString('base64')],
  ])('%s gets 401; nothing is stored, and the answer repeats nothing.', async (_name, sent, signature) => {
    const before = await lastSequence();
    const answer = await post(receiver.url, sent, { signature });
    expect(answer.status).toBe(401);
    expect(answer.body).not.toContain('never-kept');
    expect(answer.body).not.toContain(right);
    expect(await feedPage(receiver.url, before)).toEqual([]);
  });

  test('is checked before the body.', async () => {
    expect((await post(receiver.url, 'no json', { signature: null })).status).toBe(401);
    expect((await post(receiver.url, 'x', { signature: null, headers: { 'content-encoding': 'gzip' } })).status).toBe(
      401,
    );
  });
});
