import { cp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serve } from '../../helpers/http-server.ts';
import { type ReadHereResult, readHere } from '../../helpers/read-here.ts';
import { inboxFolder, post, TOKEN } from '../../helpers/receiver.ts';
import { type ReceiverHere, startReceiverHere } from '../../helpers/receiver-here.ts';
import { lastStates, recordsOf } from '../../helpers/run.ts';
import { errorsOf, statusOf } from '../../helpers/webhook-world.ts';

const STREAM = 'webhook_events';

let inbox: string;
let file: string;
let remove: () => Promise<void>;
let receiver: ReceiverHere;

beforeEach(async () => {
  ({ inbox, remove } = await inboxFolder());
  file = inbox.slice('sqlite:'.length);
  receiver = await startReceiverHere({ inbox });
});
afterEach(async () => {
  await receiver.stop();
  await remove();
});

async function send(...ids: readonly string[]): Promise<void> {
  for (const uniqueId of ids) expect((await post(receiver.url, JSON.stringify({ uniqueId }))).status).toBe(200);
}

function range(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `e${from + index}`);
}

function read(state?: readonly unknown[], url = receiver.url): Promise<ReadHereResult> {
  // Nobody answers at the address of Pendo, because a sync of webhook streams asks only the receiver.
  const pendo = { integration_key: 'key-of-a-test', start_date: '2026-06-10', base_url: 'http://127.0.0.1:1' };
  return readHere(STREAM, { config: { ...pendo, webhooks: { inbox_url: url, token: TOKEN } }, state });
}

function readAfter(previous: ReadHereResult, url?: string): Promise<ReadHereResult> {
  return read(lastStates(previous.messages), url);
}

function idsOf(run: ReadHereResult): readonly unknown[] {
  expect(statusOf(run, STREAM)).toBe('COMPLETE');
  return recordsOf(run.messages, STREAM).map(({ unique_id }) => unique_id);
}

function stateOf(run: ReadHereResult): Record<string, unknown> {
  const states = run.messages.flatMap(({ state }) => (state === undefined ? [] : [state.stream]));
  return states.findLast(({ stream_descriptor: { name } }) => name === STREAM)?.stream_state ?? {};
}

function warnings(run: ReadHereResult): readonly string[] {
  return run.warnings.filter((message) => message.startsWith(STREAM));
}

async function restart(change: () => Promise<void>): Promise<void> {
  await receiver.stop();
  await change();
  receiver = await startReceiverHere({ inbox });
}

function change(sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

describe('An inbox that replaces the one of the last sync', () => {
  test.each([
    ['ends before the reader', range(11, 15), range(21, 22)],
    ['ends exactly where the reader is', range(11, 15), range(21, 25)],
    ['has grown past the reader', range(11, 15), range(21, 40)],
    ['has nothing new', range(11, 15), []],
  ])('is read from its start with a warning when it %s.', async (_name, lost, after) => {
    await send(...range(1, 10));
    await restart(() => cp(file, `${file}.backup`));
    await send(...lost);
    const first = await read();
    expect(idsOf(first)).toEqual([...range(1, 10), ...lost]);
    await restart(async () => {
      await rm(file);
      await cp(`${file}.backup`, file);
    });
    await send(...after);
    const second = await readAfter(first);
    expect(idsOf(second)).toEqual([...range(1, 10), ...after]);
    expect(warnings(second)).toEqual([expect.stringContaining("the receiver's inbox is an older one")]);
    await send('new');
    expect(idsOf(await readAfter(second))).toEqual(['new']);
  });

  test('is read from its start with a warning when it is a new one, with another id.', async () => {
    await send('a', 'b');
    const first = await read();
    await restart(() => rm(file));
    await send('c', 'd', 'e');
    const second = await readAfter(first);
    expect(idsOf(second)).toEqual(['c', 'd', 'e']);
    expect(warnings(second)).toEqual([expect.stringContaining('the receiver has a new inbox')]);
  });
});

describe('Events that the retention deleted before they were read', () => {
  test.each([
    ['none, though the last event that was read is gone', 'sequence <= 3', range(4, 8), undefined],
    ['two in the middle', 'sequence IN (5, 6)', ['e4', 'e7', 'e8'], 2],
    ['the first three new events', 'sequence <= 6', ['e7', 'e8'], 3],
    ['all new events', 'sequence <= 8', [], 5],
    ['the last two events', 'sequence >= 7', range(4, 6), 2],
  ])('are counted in a warning: %s.', async (_name, gone, left, count) => {
    await send(...range(1, 3));
    const first = await read();
    await send(...range(4, 8));
    change(`DELETE FROM events WHERE ${gone}`);
    const second = await readAfter(first);
    expect(idsOf(second)).toEqual(left);
    const told = warnings(second);
    expect(told).toEqual(count === undefined ? [] : [expect.stringContaining(`retention removed ${count} events`)]);
    await send('e9');
    const third = await readAfter(second);
    expect([idsOf(third), warnings(third)]).toEqual([['e9'], []]);
  });

  test('cause no warning in the first sync.', async () => {
    await send(...range(1, 3));
    change('DELETE FROM events WHERE sequence < 3');
    const run = await read();
    expect([idsOf(run), warnings(run)]).toEqual([['e3'], []]);
  });
});

describe('The state', () => {
  test('holds the id of the inbox, and the sequence and id of the last event, even of an event of another stream.', async () => {
    await send('mine');
    await post(receiver.url, '{"uniqueId":"of another stream","event":"npsSubmitted"}');
    const answer = await fetch(`${receiver.url}/feed`, { headers: { authorization: 'Bearer token-of-a-test' } });
    expect(answer.headers.get('inbox-last-sequence')).toBe('2');
    expect(stateOf(await read())).toMatchObject({
      inbox: answer.headers.get('inbox-id'),
      sequence: 2,
      unique_id: 'of another stream',
    });
  });

  test('is plain ASCII when an id contains NUL or half a surrogate pair, and the next sync continues from it.', async () => {
    await send('a\0\ud83d');
    const first = await read();
    expect(String(stateOf(first).unique_id)).toMatch(/^[ -~]+$/);
    await send('next');
    expect(idsOf(await readAfter(first))).toEqual(['next']);
  });

  test.each([
    ['without the id of the event', ({ sequence, inbox: id }: Record<string, unknown>) => ({ sequence, inbox: id })],
    ['with the sequence alone', ({ sequence }: Record<string, unknown>) => ({ sequence })],
  ])('of an older version, %s, is continued.', async (_name, toOld) => {
    await send('a', 'b');
    const state = lastStates((await read()).messages).map((each) => {
      const { stream } = each as { stream: { stream_state: Record<string, unknown> } };
      return { ...(each as object), stream: { ...stream, stream_state: toOld(stream.stream_state) } };
    });
    await send('c');
    const run = await read(state);
    expect(idsOf(run)).toEqual(['c']);
    expect(stateOf(run)).toMatchObject({ sequence: 3, unique_id: 'c', inbox: expect.any(String) });
  });
});

test('A sync continues with a receiver of the first version, whose feed has other headers.', async () => {
  const lines = range(1, 5).map(
    (id, index) =>
      `{"sequence":${index + 1},"received_at":"2026-01-01T00:00:00.000Z","event":null,"unique_id":"${id}","payload":{}}\n`,
  );
  let there = 3;
  const asked: string[] = [];
  const server = await serve((request, response) => {
    const after = new URL(request.url ?? '', 'http://x').searchParams.get('after') ?? '';
    asked.push(after);
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'x-inbox-id': 'old' });
    response.end(lines.slice(Number(after), there).join(''));
  });
  const first = await read(undefined, server.url);
  expect(idsOf(first)).toEqual(range(1, 3));
  there = 5;
  asked.length = 0;
  expect(idsOf(await readAfter(first, server.url))).toEqual(range(4, 5));
  expect(asked[0]).toBe('2');
  await server.close();
});

test('Two receivers with separate inboxes behind one address fail the stream, and the error says what to do.', async () => {
  let requests = 0;
  const server = await serve((_request, response) => {
    requests += 1;
    const id = requests % 2 === 0 ? 'even' : 'odd';
    const line = `{"sequence":${requests + 10},"received_at":"2026-01-01T00:00:00.000Z","event":null,"unique_id":"${requests}","payload":{}}\n`;
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'inbox-id': id, 'inbox-last-sequence': '99' });
    response.end(line);
  });
  const run = await read(undefined, server.url);
  await server.close();
  expect(run.exitCode).toBe(1);
  expect(errorsOf(run.messages).join()).toContain(
    'come from more than one inbox; give all receivers behind it one database',
  );
});
