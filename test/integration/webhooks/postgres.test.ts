import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { followFeed } from '../../helpers/feed-follower.ts';
import { HAS_POSTGRES, type Postgres, startPostgres } from '../../helpers/postgres.ts';
import {
  feedPage,
  feedText,
  metricsOf,
  post,
  type Receiver,
  startReceiver,
  wholeFeed,
} from '../../helpers/receiver.ts';
import { startSenders } from '../../helpers/senders.ts';

const RECEIVERS = 3;

let postgres: Postgres;
let receivers: readonly Receiver[] = [];

function idsOf(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index}`);
}

async function sql(text: string): Promise<pg.QueryResult> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

/** The receivers in turn, like a load balancer. */
function balanced(attempt: number): string {
  return receivers[attempt % receivers.length]?.url ?? '';
}

describe.skipIf(!HAS_POSTGRES)('With PostgreSQL', () => {
  beforeAll(async () => {
    postgres = await startPostgres();
    receivers = await Promise.all(Array.from({ length: RECEIVERS }, () => startReceiver({ inbox: postgres.url })));
  });
  afterAll(async () => {
    const ends = await Promise.all(receivers.map((receiver) => receiver.kill('SIGTERM')));
    expect(ends).toEqual(ends.map(() => ({ code: 0, signal: null })));
    await postgres.remove();
  });
  beforeEach(async () => {
    await sql('DELETE FROM pendo_inbox_events');
  });

  test('several receivers that start at once on an empty database share one inbox.', async () => {
    const ids = await Promise.all(
      receivers.map(async ({ url }) =>
        (await fetch(`${url}/feed`, { headers: { authorization: 'Bearer token-of-a-test' } })).headers.get('inbox-id'),
      ),
    );
    expect(new Set(ids).size).toBe(1);
    expect((await sql('SELECT count(*) FROM pendo_inbox')).rows).toEqual([{ count: '1' }]);
  });

  test('an event that comes to every receiver is stored once, with every byte.', async () => {
    const before = (await sql('SELECT last_sequence FROM pendo_inbox')).rows[0].last_sequence;
    const body =
      '{"uniqueId":"\\ud800\\u0000","event":"a\\u0000b","big":12345678901234567890.10,"nul\\u0000":1,"nul\\u0000":2}';
    const answers = await Promise.all(receivers.map(({ url }) => post(url, body)));
    expect(answers.map((answer) => answer.body).sort()).toEqual([
      '{"stored":0,"duplicates":1}',
      '{"stored":0,"duplicates":1}',
      '{"stored":1,"duplicates":0}',
    ]);
    const other = await post(balanced(0), '[{"uniqueId":"\\ud800\\u0000"},{"uniqueId":"two"},{"uniqueId":"two"}]');
    expect(other.body).toBe('{"stored":1,"duplicates":2}');
    const text = await feedText(balanced(1), before);
    expect(text.split('\n')[0]).toContain(`"event":"a\\u0000b","unique_id":"\\ud800\\u0000","payload":${body}}`);
    expect((await feedPage(balanced(2), before)).map(({ sequence }) => sequence - before)).toEqual([1, 2]);
  });

  test('long ids that differ only in their last character are different events.', async () => {
    const long = '\u0001'.repeat(511);
    for (const id of [`${long}a`, `${long}b`, '🦊'.repeat(256)]) {
      expect((await post(balanced(0), JSON.stringify({ uniqueId: id }))).body).toBe('{"stored":1,"duplicates":0}');
    }
  });

  test('readers that follow the feed miss no event while many connections write through three receivers.', async () => {
    const before = Number((await sql('SELECT last_sequence FROM pendo_inbox')).rows[0].last_sequence);
    const ids = idsOf('many', 6000);
    const followers = receivers.map(({ url }) => followFeed(() => url, 97));
    const senders = startSenders({ ids, connections: 48, url: balanced });
    await senders.done;
    await Promise.all(followers.map((follower) => follower.finish()));
    const kept = await wholeFeed(balanced(0));
    expect(kept.map(({ unique_id }) => unique_id).sort()).toEqual([...ids].sort());
    expect(kept.map(({ sequence }) => sequence)).toEqual(ids.map((_id, index) => before + index + 1));
    for (const follower of followers) {
      expect(follower.lines.map(({ sequence }) => sequence)).toEqual(kept.map(({ sequence }) => sequence));
    }
    expect((await metricsOf(balanced(0))).get('pendo_webhooks_inbox_up')).toBe(1);
  });

  test('a receiver that hangs in the middle of a transaction delays the others by seconds only, and readers miss no event.', async () => {
    const [hanging, ...others] = receivers as [Receiver, ...Receiver[]];
    const ids = idsOf('hanging', 1500);
    const followers = others.map(({ url }) => followFeed(() => url));
    const toAll = startSenders({ ids, connections: 24, url: balanced });
    for (let round = 0; round < 3; round += 1) {
      const enough = toAll.acknowledged.size + 200;
      await expect.poll(() => toAll.acknowledged.size, { timeout: 30_000, interval: 2 }).toBeGreaterThan(enough);
      process.kill(hanging.child.pid ?? 0, 'SIGSTOP');
      const toOthers = idsOf(`while hanging ${round}`, 20);
      await startSenders({ ids: toOthers, connections: 4, url: (n) => others[n % others.length]?.url ?? '' }).done;
      process.kill(hanging.child.pid ?? 0, 'SIGCONT');
    }
    await toAll.done;
    await Promise.all(followers.map((follower) => follower.finish()));
    const kept = await wholeFeed(others[0]?.url ?? '');
    expect(kept.map(({ unique_id }) => unique_id)).toEqual(expect.arrayContaining([...ids]));
    expect(kept).toHaveLength(ids.length + 60);
    for (const follower of followers) {
      expect(follower.lines.map(({ sequence }) => sequence)).toEqual(kept.map(({ sequence }) => sequence));
    }
  });

  test('while another program locks the table, webhooks get 503; after it they are stored.', async () => {
    const client = new pg.Client(postgres.url);
    await client.connect();
    await client.query('BEGIN; SELECT * FROM pendo_inbox FOR UPDATE');
    const refused = await post(balanced(0), '{"uniqueId":"locked out"}');
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await client.query('ROLLBACK');
    await client.end();
    expect((await post(balanced(0), '{"uniqueId":"locked out"}')).body).toBe('{"stored":1,"duplicates":0}');
  });

  test.each(['SIGINT', 'SIGQUIT'] as const)(
    'while the database is stopped (%s), requests get 503; after its restart no acknowledged event is missing.',
    async (signal) => {
      const ids = idsOf(`stopped ${signal}`, 700);
      const follower = followFeed(() => balanced(0));
      const senders = startSenders({ ids, connections: 24, url: balanced });
      await expect.poll(() => senders.acknowledged.size, { timeout: 30_000, interval: 2 }).toBeGreaterThan(200);
      await postgres.stop(signal);
      const answer = await post(balanced(1), '{"uniqueId":"not now"}');
      expect([answer.status, answer.headers.has('retry-after')]).toEqual([503, true]);
      const { url } = receivers[0] as Receiver;
      const authorization = 'Bearer token-of-a-test';
      expect((await fetch(`${url}/feed`, { headers: { authorization } })).status).toBe(503);
      expect((await fetch(`${url}/readyz`)).status).toBe(503);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect((await metricsOf(url)).get('pendo_webhooks_inbox_up')).toBe(0);
      await postgres.start();
      await senders.done;
      await follower.finish();
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      const kept = await wholeFeed(url);
      expect(kept.map(({ unique_id }) => unique_id).sort()).toEqual([...ids].sort());
      expect(follower.lines).toEqual(kept);
    },
  );

  test('while the database freezes, requests get 503 within seconds; after it they succeed.', async () => {
    postgres.signalAll('SIGSTOP');
    const [kept, feed, ready] = await Promise.all([
      post(balanced(0), '{"uniqueId":"frozen"}'),
      fetch(`${balanced(1)}/feed`, { headers: { authorization: 'Bearer token-of-a-test' } }),
      fetch(`${balanced(2)}/readyz`),
    ]);
    postgres.signalAll('SIGCONT');
    expect([kept.status, feed.status, ready.status]).toEqual([503, 503, 503]);
    await expect
      .poll(async () => (await post(balanced(0), '{"uniqueId":"thawed"}')).status, { timeout: 20_000 })
      .toBe(200);
    expect((await wholeFeed(balanced(1))).map(({ unique_id }) => unique_id)).toContain('thawed');
  });

  test('a sequence is never used again, even after all events were deleted.', async () => {
    await post(balanced(0), '{"uniqueId":"old"}');
    const [{ sequence } = { sequence: 0 }] = await wholeFeed(balanced(0));
    await sql('DELETE FROM pendo_inbox_events');
    expect((await post(balanced(1), '{"uniqueId":"old"}')).body).toBe('{"stored":1,"duplicates":0}');
    expect(await wholeFeed(balanced(0))).toMatchObject([{ sequence: sequence + 1 }]);
  });
});
