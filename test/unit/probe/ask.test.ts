import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import { createClient } from '../../../src/pendo/client.ts';
import { createAsking, MOST_REQUESTS } from '../../../src/probe/ask.ts';
import type { Question } from '../../../src/probe/types.ts';
import { type LoopbackServer, serve } from '../../helpers/http-server.ts';

/** Less than the pause that a server can ask for. */
const LONGEST_ANSWER_MS = 2000;

const servers: LoopbackServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

/** Asks a server. `asked` counts the requests that reached it. */
async function askingOf(listener: RequestListener, timeUp = new AbortController().signal) {
  let asked = 0;
  const pauses: number[] = [];
  const server = await serve((request, response) => {
    asked += 1;
    listener(request, response);
  });
  servers.push(server);
  const raw = { integration_key: 'key-0123456789.us', start_date: '2026-06-01', base_url: server.url };
  const config = parseConfig(raw, { now: Date.now });
  const log = { error() {}, warn() {}, info() {}, debug() {} };
  const client = createClient({ ...config, log, now: Date.now, random: Math.random, firstBackoffMs: 2 });
  const stopping = new AbortController();
  const asking = createAsking({
    config,
    client,
    wall: Date.now,
    stopping: stopping.signal,
    timeUp,
    firstBackoffMs: 2,
    longestAnswerMs: LONGEST_ANSWER_MS,
    onAsk: () => {},
    onPause: (seconds) => pauses.push(seconds),
  });
  return { asking, stopping, pauses, asked: () => asked };
}

function question(name: string, rowsIn: Question['rowsIn'] = 'results'): Question {
  return { name, rowsIn, request: { path: 'aggregation', body: {} } };
}

describe('A question', () => {
  test('is sent once, however often it is asked.', async () => {
    const { asking, asked } = await askingOf((_, response) => response.end('{"startTime":5,"results":[{"a":1}]}'));
    const answers = await Promise.all([asking.ask(question('one')), asking.ask(question('one'))]);
    expect(asked()).toBe(1);
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toMatchObject({ kind: 'answered', rows: [{ a: 1 }], beside: new Map([['startTime', 5]]) });
  });

  test('whose answer fails is sent twice, and one that is refused once.', async () => {
    const { asking, asked } = await askingOf((_, response) => response.writeHead(503).end('<html>'));
    expect(await asking.ask(question('one'))).toEqual({ kind: 'refused', status: 503, body: 'HTML' });
    expect(asked()).toBe(2);
    const other = await askingOf((_, response) => response.writeHead(422).end('{"error": "no"}'));
    expect(await other.asking.ask(question('one'))).toEqual({ kind: 'refused', status: 422, body: 'JSON' });
    expect(other.asked()).toBe(1);
  });

  test.each(['<html></html>', '[]', '{"rows": []}', '{"results": [1', ''])(
    'that is answered with %j has no answer.',
    async (body) => {
      const { asking } = await askingOf((_, response) => response.end(body));
      const answer = await asking.ask(question('one'));
      expect(answer).toMatchObject({ kind: 'none', why: 'HTTP 200, and the answer is not JSON with rows' });
    },
  );

  test('whose answer breaks off is sent twice.', async () => {
    const { asking, asked } = await askingOf((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"results": [');
      setTimeout(() => response.destroy(), 5);
    });
    expect(await asking.ask(question('one'))).toMatchObject({ kind: 'none', why: 'the answer broke off' });
    expect(asked()).toBe(2);
  });

  test('is not sent when 60 requests were.', async () => {
    const { asking, asked } = await askingOf((_, response) => response.end('[]'));
    const names = Array.from({ length: MOST_REQUESTS + 5 }, (_, at) => `question ${at}`);
    const answers = await Promise.all(names.map((name) => asking.ask(question(name, 'array'))));
    expect([asked(), asking.requests]).toEqual([MOST_REQUESTS, MOST_REQUESTS]);
    const without = answers.filter((answer) => answer.kind === 'none');
    expect(without.map(({ why }) => why)).toEqual(Array(5).fill('not asked, because 60 requests had been sent'));
  });

  test('is not waited for when the time is up.', async () => {
    const time = new AbortController();
    const { asking, asked } = await askingOf(() => time.abort(), time.signal);
    expect(await asking.ask(question('one'))).toMatchObject({ why: 'no answer before the time was up' });
    expect(await asking.ask(question('two'))).toMatchObject({ why: 'not asked, because the time was up' });
    expect(asked()).toBe(1);
  });

  test('is given up when no answer comes.', async () => {
    const { asking, asked } = await askingOf(() => {});
    expect(await asking.ask(question('one'))).toMatchObject({ why: 'no answer within 2 s' });
    expect(asked()).toBe(1);
  });

  test('waits as long as Pendo asks for, and the user is told once.', async () => {
    let isFirst = true;
    const { asking, asked, pauses } = await askingOf((_, response) => {
      if (isFirst) response.writeHead(429, { 'retry-after': '2' });
      isFirst = false;
      response.end('[]');
    });
    const first = asking.ask(question('one', 'array'));
    await expect.poll(() => pauses).toEqual([2]);
    const answers = await Promise.all([first, asking.ask(question('two', 'array'))]);
    expect(answers.map(({ kind }) => kind)).toEqual(['answered', 'answered']);
    expect([asked(), pauses]).toEqual([3, [2]]);
  });

  test('ends with the process.', async () => {
    const { asking, stopping } = await askingOf(() => stopping.abort(new Error('stopped')));
    await expect(asking.ask(question('one'))).rejects.toThrow('stopped');
  });
});
