import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inThisProcess } from '../../helpers/in-this-process.ts';
import { rawRequest } from '../../helpers/raw-request.ts';
import { feedPage, inboxFolder, post, SECRET, startReceiver } from '../../helpers/receiver.ts';
import { startReceiverHere } from '../../helpers/receiver-here.ts';
import { runConnector } from '../../helpers/run.ts';

let inbox: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ inbox, remove } = await inboxFolder());
});
afterEach(() => remove());

function eventOf(id: string): string {
  return JSON.stringify({ uniqueId: id });
}

describe('SIGTERM', () => {
  test('finishes the open request, refuses new ones, and ends with exit code 0.', async () => {
    const receiver = await startReceiver({ inbox });
    const body = eventOf('slow');
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const head = `POST /pendo HTTP/1.1\r\nHost: x\r\nX-Pendo-Signature: ${signature}\r\nContent-Length: ${body.length}\r\n\r\n`;
    const socket = createConnection(receiver.port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
    });
    socket.write(head + body.slice(0, 5));
    await sleep(300);
    const ended = receiver.kill('SIGTERM');
    await sleep(300);
    expect(await rawRequest(receiver.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')).not.toContain(' 200 ');
    socket.write(body.slice(5));
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(answer).toContain('{"stored":1,"duplicates":0}');
    const again = await startReceiver({ inbox });
    expect(await feedPage(again.url)).toMatchObject([{ unique_id: 'slow' }]);
    await again.kill('SIGTERM');
  });

  test('closes idle connections, and drops a request that never ends.', async () => {
    const receiver = await startReceiver({ inbox });
    const sockets = ['POST /pendo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{', ''].map((text) => {
      const socket = createConnection(receiver.port, '127.0.0.1', () => socket.write(text));
      return socket.on('error', () => {});
    });
    await sleep(300);
    expect(await receiver.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    for (const socket of sockets) socket.destroy();
  });
});

describe('A sequence', () => {
  test('is never used again, even after all events were deleted and the receiver was restarted.', async () => {
    const first = await startReceiverHere({ inbox });
    for (const id of ['a', 'b', 'c']) expect((await post(first.url, eventOf(id))).status).toBe(200);
    await first.stop();
    const db = new DatabaseSync(inbox.slice('sqlite:'.length));
    db.exec('DELETE FROM events');
    db.close();
    const second = await startReceiverHere({ inbox });
    expect((await post(second.url, eventOf('a'))).body).toBe('{"stored":1,"duplicates":0}');
    expect(await feedPage(second.url)).toMatchObject([{ sequence: 4, unique_id: 'a' }]);
    await second.stop();
  });
});

describe('Events', () => {
  test('are not deleted in the first minutes after a start, however short the retention is.', async () => {
    const receiver = await startReceiverHere({ inbox, args: ['--retention-days', '0.00001'] });
    await post(receiver.url, eventOf('a'));
    expect(await feedPage(receiver.url, 1)).toEqual([]);
    await sleep(4000);
    expect(await feedPage(receiver.url)).toHaveLength(1);
    await receiver.stop();
  });
});

describe('With --allow-unsigned', () => {
  test('a receiver without a secret warns at its start and stores every webhook.', async () => {
    const receiver = await startReceiverHere({ inbox, args: ['--allow-unsigned'], env: { PENDO_WEBHOOK_SECRET: '' } });
    expect(receiver.log()).toContain('--allow-unsigned is given');
    for (const signature of [null, 'wrong']) {
      expect((await post(receiver.url, eventOf(`id ${signature}`), { signature })).status).toBe(200);
    }
    await receiver.stop();
  });

  test('a receiver with a secret stores unsigned webhooks, and refuses a wrong signature.', async () => {
    const receiver = await startReceiverHere({ inbox, args: ['--allow-unsigned'] });
    const status = async (signature: string | null) => (await post(receiver.url, eventOf('x'), { signature })).status;
    expect([await status(null), await status('wrong'), await status('')]).toEqual([200, 401, 401]);
    await receiver.stop();
  });
});

/** These also show that the process ends with exit code 1 and says nothing on stderr. The others run in this process. */
const BY_EXECUTABLE: readonly string[] = [
  'with an option that does not exist',
  'with a folder as inbox',
  'with a database that does not answer',
];

describe('The receiver does not start, and says why in one sentence,', () => {
  const env = { PENDO_WEBHOOK_SECRET: SECRET, FEED_TOKEN: 'tok-hush-en' };
  test.each([
    ['without a secret', [], { PENDO_WEBHOOK_SECRET: '' }, 'There is no secret to verify webhooks with'],
    ['with secrets of spaces only', [], { PENDO_WEBHOOK_SECRET: ' \n\n' }, 'There is no secret'],
    ['without a token', [], { FEED_TOKEN: '' }, 'There is no token for the feed'],
    ['with a token of two lines', [], { FEED_TOKEN: 'hush-a\nhush-b' }, 'The feed token must be one line'],
    ['with a token that contains a space', [], { FEED_TOKEN: 'hush a' }, 'The feed token must be one line'],
    [
      'with a secret file that is missing',
      ['--secret-file', '/nowhere/x'],
      {},
      'The file of --secret-file cannot be read',
    ],
    [
      'with a token file that is missing',
      ['--feed-token-file', '/nowhere/x'],
      {},
      'The file of --feed-token-file cannot',
    ],
    ['with two addresses of the inbox', ['--inbox-file', '/nowhere/x'], {}, 'Give --inbox or --inbox-file, not both.'],
    [
      'with a keep-alive of 0 seconds',
      ['--keep-alive-seconds', '0'],
      {},
      '--keep-alive-seconds (LISTEN_KEEP_ALIVE_SECONDS)',
    ],
    [
      'with a port that is no number',
      ['--port', 'http'],
      {},
      '--port (LISTEN_PORT) must be a whole number from 0 to 65535',
    ],
    ['with a port that is too high', [], { LISTEN_PORT: '65536' }, '--port (LISTEN_PORT) must be'],
    ['with a negative port', ['--port=-1'], {}, '--port (LISTEN_PORT) must be'],
    ['with a retention of 0 days', ['--retention-days', '0'], {}, '--retention-days (LISTEN_RETENTION_DAYS) must be'],
    [
      'with a retention that is no number',
      [],
      { LISTEN_RETENTION_DAYS: 'x' },
      '--retention-days (LISTEN_RETENTION_DAYS)',
    ],
    [
      'with a largest body of 0 bytes',
      ['--max-body-bytes', '0'],
      {},
      '--max-body-bytes (LISTEN_MAX_BODY_BYTES) must be',
    ],
    [
      'with an inbox of an unknown kind',
      ['--inbox', 'mysql://u:hush@h/d'],
      {},
      '--inbox (LISTEN_INBOX) must be sqlite:',
    ],
    ['with an inbox without a path', ['--inbox', 'sqlite:'], {}, '--inbox (LISTEN_INBOX) must be sqlite:'],
    [
      'with an inbox in a folder that is missing',
      ['--inbox', 'sqlite:/nowhere/x.sqlite'],
      {},
      'The file of --inbox cannot be used',
    ],
    ['with a folder as inbox', ['--inbox', 'sqlite:/tmp'], {}, 'The file of --inbox cannot be used'],
    ['with another file as inbox', ['--inbox', `sqlite:${import.meta.filename}`], {}, 'file is not a database'],
    [
      'with a database that does not answer',
      ['--inbox', 'postgres://u:hush@127.0.0.1:1/d'],
      {},
      'The database of --inbox cannot be used: nothing answers',
    ],
    ['with a host that is no host name', ['--host', 'no host'], {}, '--host (LISTEN_HOST) must be'],
    ['with a host of another machine', ['--host', '192.0.2.1'], {}, 'Cannot listen on port'],
    ['with the same option twice', ['--port', '1', '--port', '2'], {}, '--port is given twice'],
    ['with an option that does not exist', ['--ports', '1'], {}, 'ports'],
  ] as const)('%s.', async (name, args, changes, sentence) => {
    const port = args.some((arg) => arg.startsWith('--port')) || 'LISTEN_PORT' in changes ? [] : ['--port', '0'];
    const place = args.some((arg) => arg === '--inbox') ? [] : ['--inbox', inbox];
    const run = await runConnector(['listen', ...port, ...place, ...args], {
      env: { ...env, ...changes },
      ...(BY_EXECUTABLE.includes(name) ? {} : { by: inThisProcess }),
    });
    expect(run.exitCode).toBe(1);
    const errors = run.messages.flatMap(({ trace }) => (trace?.error === undefined ? [] : [trace.error.message]));
    expect(errors).toEqual([expect.stringContaining(sentence)]);
    expect(run.lines.join() + run.stderr).not.toContain('hush');
    expect(run.stderr).toBe('');
  });

  test('with a port that is taken.', async () => {
    const receiver = await startReceiverHere({ inbox });
    const args = ['listen', '--port', String(receiver.port), '--inbox', `${inbox}2`];
    const run = await runConnector(args, { env });
    expect(run.exitCode).toBe(1);
    expect(run.lines.join()).toContain('the port is taken; choose another one with --port');
    await receiver.stop();
  });
});

test('Options win over environment variables, and secrets can come from files.', async () => {
  const folder = inbox.slice('sqlite:'.length, -'/inbox.sqlite'.length);
  const [secrets, token] = [join(folder, 'secrets'), join(folder, 'token')];
  await writeFile(secrets, '\nfirst\r\n\n second \n');
  await writeFile(token, 'file-token\n');
  const receiver = await startReceiverHere({
    inbox,
    args: ['--secret-file', secrets, '--feed-token-file', token, '--max-body-bytes', '50'],
    env: { LISTEN_MAX_BODY_BYTES: '10', LISTEN_INBOX: 'nonsense', LISTEN_PORT: 'x', LISTEN_RETENTION_DAYS: '' },
  });
  const body = eventOf('from a file');
  const status = async (secret: string) =>
    (await post(receiver.url, body, { signature: createHmac('sha256', secret).update(body).digest('hex') })).status;
  expect([await status('first'), await status('second'), await status(' second '), await status(SECRET)]).toEqual([
    200, 200, 401, 401,
  ]);
  expect(receiver.log()).toContain("There were blanks around Pendo's webhook secret; they were left out.");
  const feed = await fetch(`${receiver.url}/feed`, { headers: { authorization: 'bearer file-token' } });
  expect(feed.status).toBe(200);
  expect((await post(receiver.url, ' '.repeat(51))).status).toBe(413);
  await receiver.stop();
});

test('--keep-alive-seconds sets how long idle connections stay open, and the Keep-Alive header says so.', async () => {
  const idleFor = async (port: number): Promise<number> => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'));
    const [answered, closed] = await Promise.all(
      ['data', 'close'].map((name) => new Promise<number>((resolve) => socket.once(name, () => resolve(Date.now())))),
    );
    return (closed ?? 0) - (answered ?? 0);
  };
  const receiver = await startReceiverHere({ inbox, args: ['--keep-alive-seconds', '2'] });
  expect((await fetch(`${receiver.url}/healthz`)).headers.get('keep-alive')).toBe('timeout=2');
  expect(await idleFor(receiver.port)).toBeGreaterThan(1900);
  await receiver.stop();
  const usual = await startReceiverHere({ inbox });
  expect((await fetch(`${usual.url}/healthz`)).headers.get('keep-alive')).toBe('timeout=75');
  await usual.stop();
});
