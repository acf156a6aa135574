import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AirbyteMessage, ConfiguredCatalog } from '../../../demo/messages.ts';
import { type Emulator, startEmulator } from '../../../emulator/emulator.ts';
import { sendWebhook, type WebhookBody, webhookBodies } from '../../../emulator/webhooks.ts';
import { serve } from '../../helpers/http-server.ts';
import { checkReadRun } from '../../helpers/read-rules.ts';
import { feedPage, inboxFolder, type Receiver, SECRET, startReceiver, TOKEN } from '../../helpers/receiver.ts';
import {
  check,
  configuredCatalog,
  discoverCatalog,
  lastStates,
  type ReadOptions,
  type Run,
  read,
  recordsOf,
} from '../../helpers/run.ts';

const STREAMS: Readonly<Record<string, string | undefined>> = {
  webhook_guide_displayed: 'guideDisplayed',
  webhook_poll_displayed: 'pollDisplayed',
  webhook_poll_submitted: 'pollSubmitted',
  webhook_nps_displayed: 'npsDisplayed',
  webhook_nps_submitted: 'npsSubmitted',
  webhook_events: undefined,
};
const NAMES = Object.keys(STREAMS);
const TIMEOUT = { timeoutMs: 50_000 };

/** A body as Adobe's page and Pendo's community show it, with fields of nobody's. */
const SAMPLE = `{"app":{"id":-323232,"name":"test_application","platform":"web"},"accountId":"Webhook Account",
 "subscription":{"id":9007199254740993,"name":"test_application"},"userAgent":"Mozilla/5.0","event":"npsSubmitted",
 "properties":{"guideId":"FjHs","guideProperties":{"name":"Quarterly NPS","createdAt":1591024335185},"guideStepId":"WkaB",
 "language":"en-US","nps":{"rating":9,"reason":"Keep up the great work!","source":"web"}},
 "timestamp":1626804431,"visitorId":"Webhook Visitor","uniqueId":"ccb0f95474ae8b630ede92f8f8dbac03cddfc1c3",
 "sequence":"theirs","digits":12345678901234567890.10}`;

let emulator: Emulator;
let receiver: Receiver;
let removeFolder: () => Promise<void>;
let inbox: string;
let catalog: ConfiguredCatalog;
let bodies: readonly WebhookBody[];

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'small' });
  const folder = await inboxFolder();
  ({ inbox } = folder);
  removeFolder = folder.remove;
  receiver = await startReceiver({ inbox });
  bodies = [...webhookBodies(emulator.subscription, { now: emulator.clock.now(), days: 4 })];
  await Promise.all(bodies.map((body) => sendWebhook(`${receiver.url}/pendo`, SECRET, body)));
  const unreachable = { ...configOf(), webhooks: { inbox_url: 'http://127.0.0.1:1', token: TOKEN } };
  catalog = configuredCatalog(await discoverCatalog(unreachable), { streams: NAMES });
});
afterAll(async () => {
  await receiver.kill('SIGTERM');
  await emulator.close();
  await removeFolder();
});

function configOf(changes: object = {}): Record<string, unknown> {
  return {
    integration_key: emulator.integrationKey,
    start_date: '2026-06-10',
    base_url: emulator.url,
    webhooks: { inbox_url: receiver.url, token: TOKEN, ...changes },
  };
}

function readWebhooks(options: ReadOptions = {}, config: object = configOf()): Promise<Run> {
  return read(config, catalog, { ...TIMEOUT, ...options });
}

function errorsOf(messages: readonly AirbyteMessage[]): string[] {
  return messages.flatMap(({ trace }) => (trace?.error === undefined ? [] : [trace.error.message]));
}

function statusOf(run: Run, stream: string): string | undefined {
  const statuses = run.messages.flatMap(({ trace }) => trace?.stream_status ?? []);
  return statuses.findLast((status) => status.stream_descriptor.name === stream)?.status;
}

describe('The streams of webhooks', () => {
  test('are in the catalog only with webhooks in the config, and discover does not ask the receiver.', async () => {
    const { webhooks: _, ...without } = configOf();
    const names = (await discoverCatalog(without)).streams.map(({ name }) => name);
    expect(names).toHaveLength(15);
    expect(names.filter((name) => name.startsWith('webhook'))).toEqual([]);
    expect(catalog.streams.map(({ stream }) => stream.name)).toEqual(NAMES);
  });

  test('hold every event once, each in its stream, with ids that join; then only what is new.', async () => {
    const first = await readWebhooks();
    expect(checkReadRun(first.messages, catalog, { exitCode: first.exitCode })).toEqual([]);
    for (const [stream, event] of Object.entries(STREAMS)) {
      const sent = bodies.filter((body) => body.event === event);
      if (event !== undefined) expect(sent.length, stream).toBeGreaterThan(0);
      const records = recordsOf(first.messages, stream);
      expect(records.map(({ unique_id }) => unique_id).sort()).toEqual(sent.map(({ uniqueId }) => uniqueId).sort());
      for (const record of records) {
        const body = sent.find(({ uniqueId }) => uniqueId === record.unique_id);
        const { guideId } = body?.properties as { guideId: string };
        expect(record).toMatchObject({ event, visitor_id: body?.visitorId, guide_id: guideId });
      }
    }

    const second = await readWebhooks({ state: lastStates(first.messages) });
    expect(checkReadRun(second.messages, catalog, { exitCode: second.exitCode })).toEqual([]);
    for (const name of NAMES) expect(recordsOf(second.messages, name)).toEqual([]);

    await sendWebhook(`${receiver.url}/pendo`, SECRET, SAMPLE);
    for (const [index, event] of ['somethingNew', null, 5].entries()) {
      await sendWebhook(`${receiver.url}/pendo`, SECRET, { uniqueId: `other ${index}`, event });
    }
    const third = await readWebhooks({ state: lastStates(second.messages) });
    expect(checkReadRun(third.messages, catalog, { exitCode: third.exitCode })).toEqual([]);
    const [line] = await feedPage(receiver.url, bodies.length, 1);
    expect(recordsOf(third.messages, 'webhook_nps_submitted')).toHaveLength(1);
    expect(recordsOf(third.messages, 'webhook_events').map(({ event }) => event)).toEqual(['somethingNew', null, '5']);
    expect(JSON.parse(JSON.stringify(recordsOf(third.messages, 'webhook_nps_submitted')[0]))).toMatchObject({
      unique_id: 'ccb0f95474ae8b630ede92f8f8dbac03cddfc1c3',
      sequence: bodies.length + 1,
      received_at: line?.received_at,
      event: 'npsSubmitted',
      event_time: '2021-07-20T18:07:11.000Z',
      visitor_id: 'Webhook Visitor',
      account_id: 'Webhook Account',
      app_id: -323232,
      app_name: 'test_application',
      guide_id: 'FjHs',
      guide_name: 'Quarterly NPS',
      guide_step_id: 'WkaB',
      language: 'en-US',
      user_agent: 'Mozilla/5.0',
      nps_rating: 9,
      nps_reason: 'Keep up the great work!',
      nps_source: 'web',
      properties: { nps: { rating: 9 } },
      additional_fields: { 'payload.sequence': 'theirs', app: { platform: 'web' } },
    });
    const raw = third.lines.find((text) => text.includes('Quarterly NPS')) ?? '';
    expect(raw).toContain('"subscription_id":9007199254740993,');
    expect(raw).toContain('"digits":12345678901234567890.10');
    expect(raw).not.toContain('timestamp');
  });

  test('have the columns of a poll, from its object or from flat names.', async () => {
    const bodyOf = (id: string, properties: object) => ({ uniqueId: id, event: 'pollSubmitted', properties });
    for (const body of [
      bodyOf('poll object', { poll: { id: 'p1', type: 'PickList', question: 'Why?', response: 3 } }),
      bodyOf('poll flat', { pollId: 'p2', pollType: 'FreeForm', pollQuestion: 'How?', pollResponse: 'So.' }),
      bodyOf('poll mixed', { poll: { pollId: 'p3', id: null }, pollResponse: [1] }),
      bodyOf('poll nothing', { poll: 'x' }),
    ]) {
      expect(await sendWebhook(`${receiver.url}/pendo`, SECRET, body)).toBe(200);
    }
    const polls = recordsOf((await readWebhooks()).messages, 'webhook_poll_submitted').slice(-4);
    expect(polls.map((row) => [row.poll_id, row.poll_type, row.poll_question, row.poll_response])).toEqual([
      ['p1', 'PickList', 'Why?', '3'],
      ['p2', 'FreeForm', 'How?', 'So.'],
      ['p3', null, null, '[1]'],
      [null, null, null, null],
    ]);
    const joined = recordsOf((await readWebhooks()).messages, 'webhook_poll_submitted')[0];
    expect(joined).toMatchObject({
      poll_id: expect.any(String),
      poll_type: expect.any(String),
      poll_question: expect.any(String),
    });
  });

  test('take small pages, and any of their states, back to where they were.', async () => {
    const config = { ...configOf(), advanced: { page_size: 7 } };
    const whole = await readWebhooks({}, config);
    expect(checkReadRun(whole.messages, catalog, { exitCode: whole.exitCode })).toEqual([]);
    const name = 'webhook_guide_displayed';
    const records = recordsOf(whole.messages, name);
    const states = whole.messages.filter(({ state }) => state?.stream.stream_descriptor.name === name);
    const middle = states[Math.floor(states.length / 2)]?.state;
    const rest = await readWebhooks({ state: [middle] }, config);
    const sequence = Number(middle?.stream.stream_state.sequence);
    expect(recordsOf(rest.messages, name)).toEqual(records.filter((record) => Number(record.sequence) > sequence));
  });

  test('begin anew when another inbox answers at the address.', async () => {
    const states = lastStates((await readWebhooks()).messages);
    const { inbox: otherInbox, remove } = await inboxFolder();
    const other = await startReceiver({ inbox: otherInbox });
    await sendWebhook(`${other.url}/pendo`, SECRET, { uniqueId: 'in the other', event: 'npsSubmitted' });
    const run = await readWebhooks({ state: states }, configOf({ inbox_url: other.url }));
    expect(recordsOf(run.messages, 'webhook_nps_submitted')).toMatchObject([
      { unique_id: 'in the other', sequence: 1 },
    ]);
    await other.kill('SIGTERM');
    await remove();
  });

  test('refuse a state that is not theirs.', async () => {
    const state = [
      { type: 'STREAM', stream: { stream_descriptor: { name: 'webhook_events' }, stream_state: { sequence: 'x' } } },
    ];
    const run = await readWebhooks({ state });
    expect(run.exitCode).toBe(1);
    expect(errorsOf(run.messages)[0]).toBe(
      'The state of webhook_events holds a "sequence" that is no whole number; reset this stream.',
    );
    expect(statusOf(run, 'webhook_nps_submitted')).toBe('COMPLETE');
  });
});

describe('A receiver that fails', () => {
  const both = async () => {
    const discovered = await discoverCatalog(configOf());
    return configuredCatalog(discovered, { streams: ['accounts', 'pages', 'webhook_nps_submitted', 'webhook_events'] });
  };

  test.each([
    [
      'is down',
      { inbox_url: 'http://127.0.0.1:1' },
      /There is no connection to the webhook receiver at http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)/,
    ],
    [
      'refuses the token',
      { token: 'another-token' },
      /webhooks\.token is not the token that the webhook receiver at .* was started with/,
    ],
  ])(
    'because it %s fails its own streams, never the others; check names the side.',
    async (_name, changes, sentence) => {
      const config = configOf(changes);
      const run = await read(config, await both(), TIMEOUT);
      expect(run.exitCode).toBe(1);
      expect(statusOf(run, 'accounts')).toBe('COMPLETE');
      expect(statusOf(run, 'pages')).toBe('COMPLETE');
      expect(statusOf(run, 'webhook_nps_submitted')).toBe('INCOMPLETE');
      expect(statusOf(run, 'webhook_events')).toBe('INCOMPLETE');
      expect(errorsOf(run.messages)[0]).toMatch(sentence);
      expect(run.lines.join()).not.toContain('another-token');
      const { connectionStatus } =
        (await check(config, TIMEOUT)).messages.find(({ type }) => type === 'CONNECTION_STATUS') ?? {};
      expect(connectionStatus).toMatchObject({ status: 'FAILED', message: expect.stringMatching(sentence) });
      expect(connectionStatus?.message).toContain('Pendo answers well.');
    },
  );

  test('is no matter for streams of webhooks when it is Pendo who refuses the key.', async () => {
    const config = { ...configOf(), integration_key: 'a-key-that-is-refused' };
    const run = await read(config, await both(), TIMEOUT);
    expect(run.exitCode).toBe(1);
    expect(statusOf(run, 'accounts')).toBe('INCOMPLETE');
    expect(statusOf(run, 'webhook_nps_submitted')).toBe('COMPLETE');
    const { connectionStatus } =
      (await check(config, TIMEOUT)).messages.find(({ type }) => type === 'CONNECTION_STATUS') ?? {};
    expect(connectionStatus?.message).toMatch(
      /^Pendo refused the integration key.* The webhook receiver answers well\.$/,
    );
  });

  test.each([
    [
      'answers with a page of its own',
      (send: (status: number, type: string, body: string) => void) => send(200, 'text/html', '<p>hello'),
    ],
    [
      'sends something else',
      (send: (status: number, type: string, body: string) => void) => send(200, 'application/x-ndjson', '{"a":1}\n'),
    ],
    [
      'sends the same page for ever',
      (send: (status: number, type: string, body: string) => void) =>
        send(200, 'application/x-ndjson', '{"sequence":1,"event":null,"payload":{}}\n'),
    ],
    ['is not there', (send: (status: number, type: string, body: string) => void) => send(404, 'text/plain', 'no')],
    ['redirects', (send: (status: number, type: string, body: string) => void) => send(302, 'text/plain', '')],
  ])('because what %s is no feed of ours ends its streams.', async (_name, answer) => {
    const server = await serve((_request, response) => {
      answer((status, type, body) => response.writeHead(status, { 'content-type': type, location: '/x' }).end(body));
    });
    const run = await readWebhooks({}, configOf({ inbox_url: server.url }));
    await server.close();
    expect(run.exitCode).toBe(1);
    expect(errorsOf(run.messages)[0]).toContain('webhook');
    expect(run.lines.join()).not.toContain('was not written for');
  });

  test('in the middle of its answer is asked again for the rest, and no event comes twice.', async () => {
    const lines = Array.from(
      { length: 1200 },
      (_, index) =>
        `{"sequence":${index + 1},"received_at":"2026-01-01T00:00:00.000Z","event":"npsSubmitted","unique_id":"${index}","payload":{"uniqueId":"${index}","event":"npsSubmitted"}}\n`,
    );
    let cuts = 0;
    const server = await serve((request, response) => {
      const after = Number(new URL(request.url ?? '', 'http://x').searchParams.get('after'));
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      const rest = lines.slice(after).join('');
      cuts += 1;
      if (cuts % 2 === 1)
        response.write(rest.slice(0, rest.length * 0.7), () => setTimeout(() => response.destroy(), 20));
      else response.end(rest);
    });
    const run = await readWebhooks({}, configOf({ inbox_url: server.url }));
    await server.close();
    expect(checkReadRun(run.messages, catalog, { exitCode: run.exitCode })).toEqual([]);
    expect(recordsOf(run.messages, 'webhook_nps_submitted')).toHaveLength(1200);
  });
});

test('check succeeds when both sides answer.', async () => {
  const run = await check(configOf(), TIMEOUT);
  expect(run.messages).toContainEqual({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } });
});
