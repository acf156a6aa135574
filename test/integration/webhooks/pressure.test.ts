import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inboxFolder, post, startReceiver, TOKEN, wholeFeed } from '../../helpers/receiver.ts';

/** A quota of the operating system on the size of a file: writing beyond it fails, as on a full disk, without root. */
const QUOTA_BLOCKS = 4096;
const BLOCK_BYTES = 512;

let inbox: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ inbox, remove } = await inboxFolder());
});
afterEach(() => remove());

describe('A full disk', () => {
  test('makes the receiver answer 503; when there is room again it stores events, and no acknowledged event is lost.', async () => {
    const wrapper = ['sh', '-c', `ulimit -S -f ${QUOTA_BLOCKS}; exec "$0" "$@"`];
    const receiver = await startReceiver({ inbox, wrapper });
    const acknowledged: string[] = [];
    const bodyOf = (id: string) => JSON.stringify({ uniqueId: id, text: 'x'.repeat(40_000) });
    let refused = 0;
    for (let index = 0; refused < 5 && index < 500; index += 1) {
      const id = `event ${index}`;
      const answer = await post(receiver.url, bodyOf(id));
      expect([200, 503]).toContain(answer.status);
      if (answer.status === 200) acknowledged.push(id);
      else {
        refused += 1;
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    }
    expect(refused).toBe(5);
    expect(acknowledged.length).toBeGreaterThan(10);
    expect((await fetch(`${receiver.url}/healthz`)).status).toBe(200);
    expect((await wholeFeed(receiver.url)).map(({ unique_id }) => unique_id)).toEqual(acknowledged);
    expect(receiver.log()).toContain('The inbox could not keep an event');

    execFileSync('prlimit', ['--pid', String(receiver.child.pid), '--fsize=unlimited']);
    await expect.poll(async () => (await fetch(`${receiver.url}/readyz`)).status, { timeout: 20_000 }).toBe(200);
    for (const id of ['after 1', 'after 2']) {
      expect((await post(receiver.url, bodyOf(id))).status).toBe(200);
      acknowledged.push(id);
    }
    expect((await wholeFeed(receiver.url)).map(({ unique_id }) => unique_id)).toEqual(acknowledged);
    expect(await receiver.kill('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    const again = await startReceiver({ inbox });
    expect((await wholeFeed(again.url)).map(({ unique_id }) => unique_id)).toEqual(acknowledged);
    await again.kill('SIGTERM');
    expect(QUOTA_BLOCKS * BLOCK_BYTES).toBeLessThan(acknowledged.length * 60_000);
  });
});

describe('A feed of many megabytes', () => {
  test('is complete, compressed or not, and webhooks are stored meanwhile.', async () => {
    const receiver = await startReceiver({ inbox });
    const ids = Array.from({ length: 24 }, (_, index) => `big ${index}`);
    await Promise.all(
      ids.map((id) => post(receiver.url, JSON.stringify({ uniqueId: id, text: `${id}-`.repeat(100_000) }))),
    );
    for (const encoding of ['gzip', 'identity', 'gzip;q=0', 'br, gzip;q=0.5']) {
      const headers = { authorization: `Bearer ${TOKEN}`, 'accept-encoding': encoding };
      const [answer, kept] = await Promise.all([
        fetch(`${receiver.url}/feed?limit=24`, { headers }),
        post(receiver.url, JSON.stringify({ uniqueId: `beside ${encoding}` })),
      ]);
      expect(kept.status).toBe(200);
      expect(answer.headers.get('content-encoding')).toBe(/gzip(;q=0\.5)?$/.test(encoding) ? 'gzip' : null);
      const lines = (await answer.text()).trim().split('\n');
      expect(lines.map((line) => JSON.parse(line).unique_id).sort()).toEqual([...ids].sort());
    }
    await receiver.kill('SIGTERM');
  });
});
