import { expect, test } from 'vitest';
import { followFeed } from '../../helpers/feed-follower.ts';
import { inboxFolder, metricsOf, startReceiver, wholeFeed } from '../../helpers/receiver.ts';
import { startSenders } from '../../helpers/senders.ts';

const EVENTS = 10_000;
const KILLS = 20;

test('A receiver that is killed twenty times while 10,000 events come in loses no acknowledged event, and each is read once.', async () => {
  const { inbox, remove } = await inboxFolder();
  let receiver = await startReceiver({ inbox });
  const { port, url } = receiver;
  const ids = Array.from({ length: EVENTS }, (_, index) => `event ${index}`);
  const senders = startSenders({ ids, connections: 24, url: () => url });
  const follower = followFeed(() => url);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const enough = (kill * EVENTS) / (KILLS + 1);
    await expect.poll(() => senders.acknowledged.size, { timeout: 60_000, interval: 5 }).toBeGreaterThan(enough);
    expect(await receiver.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    receiver = await startReceiver({ inbox, port });
  }
  await senders.done;
  await follower.finish();

  expect(senders.acknowledged.size).toBe(EVENTS);
  const kept = await wholeFeed(url);
  expect(kept.map(({ unique_id }) => unique_id).sort()).toEqual([...ids].sort());
  expect(follower.lines).toEqual(kept);
  expect(kept.map(({ sequence }) => sequence)).toEqual(ids.map((_id, index) => index + 1));
  expect((await metricsOf(url)).get('pendo_webhooks_inbox_events')).toBe(EVENTS);
  await receiver.kill('SIGTERM');
  await remove();
}, 240_000);
