import { expect, test } from 'vitest';
import { createGroupCommit } from '../../../src/webhooks/group-commit.ts';
import type { Appended, InboxEvent } from '../../../src/webhooks/inbox.ts';

const DONE: Appended = { stored: 1, duplicates: 0, conflicts: 0 };

function eventOf(id: number): InboxEvent {
  return { uniqueId: `"${id}"`, event: null, payload: '{}', receivedAtMs: 0 };
}

test('requests that arrive during a write are written together by the next one, in their order', async () => {
  const writes: string[][] = [];
  let free = Promise.withResolvers<void>();
  const commits = createGroupCommit(async (requests) => {
    writes.push(requests.flat().map(({ uniqueId }) => uniqueId));
    await free.promise;
    return requests.map(() => DONE);
  });
  const first = commits.append([eventOf(1)]);
  await expect.poll(() => writes.length).toBe(1);
  const rest = [2, 3, 4].map((id) => commits.append([eventOf(id)]));
  free.resolve();
  expect(await first).toEqual(DONE);
  expect(await Promise.all(rest)).toEqual([DONE, DONE, DONE]);
  expect(writes).toEqual([['"1"'], ['"2"', '"3"', '"4"']]);
  free = Promise.withResolvers();
  await commits.idle();
});

test('a write that fails rejects its requests, and the next write is still tried', async () => {
  let fails = true;
  const commits = createGroupCommit(async (requests) => {
    if (fails) throw new Error('disk full');
    return requests.map(() => DONE);
  });
  await expect(commits.append([eventOf(1)])).rejects.toThrow('disk full');
  fails = false;
  expect(await commits.append([eventOf(1)])).toEqual(DONE);
});

test('while a write hangs, new requests are rejected instead of piling up, and are accepted again when it ends', async () => {
  const hanging = Promise.withResolvers<void>();
  const commits = createGroupCommit(
    async (requests) => {
      await hanging.promise;
      return requests.map(() => DONE);
    },
    { timeoutMs: 50 },
  );
  const first = commits.append([eventOf(1)]);
  const outcome = expect(first).rejects.toThrow('writing takes longer');
  await outcome;
  await expect(commits.append([eventOf(2)])).rejects.toThrow('an earlier write still hangs');
  hanging.resolve();
  await commits.idle();
  expect(await commits.append([eventOf(3)])).toEqual(DONE);
});

test('few requests wait for the current write, many start another write, up to the limit of the inbox', async () => {
  const writes: { readonly size: number; readonly free: PromiseWithResolvers<void> }[] = [];
  const commits = createGroupCommit(
    async (requests) => {
      const free = Promise.withResolvers<void>();
      writes.push({ size: requests.length, free });
      await free.promise;
      return requests.map(() => DONE);
    },
    { atOnce: 2 },
  );
  const sizes = () => writes.map(({ size }) => size);
  const append = (count: number) => Array.from({ length: count }, (_, id) => commits.append([eventOf(id)]));
  const turns = () => new Promise((resolve) => setTimeout(resolve, 20));
  const first = append(1);
  await expect.poll(sizes).toEqual([1]);
  const few = append(5);
  await turns();
  expect(sizes()).toEqual([1]);
  const many = append(59);
  expect(sizes()).toEqual([1, 64]);
  const rest = append(64);
  await turns();
  expect(sizes()).toEqual([1, 64]);
  writes[1]?.free.resolve();
  await Promise.all([...few, ...many]);
  expect(sizes()).toEqual([1, 64, 64]);
  writes[0]?.free.resolve();
  writes[2]?.free.resolve();
  expect(await Promise.all([...first, ...rest])).toEqual(Array.from({ length: 65 }, () => DONE));
  await commits.idle();
});
