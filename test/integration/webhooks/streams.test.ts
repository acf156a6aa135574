import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendWebhook, type WebhookBody } from '../../../emulator/webhooks.ts';
import type { JsonRecord } from '../../helpers/airbyte/messages.ts';
import { discoverCatalog } from '../../helpers/discover-catalog.ts';
import { checkReadRun } from '../../helpers/read-rules.ts';
import { feedPage, inboxFolder, SECRET } from '../../helpers/receiver.ts';
import { startReceiverHere } from '../../helpers/receiver-here.ts';
import { lastStates, read, recordsOf } from '../../helpers/run.ts';
import { PULL_STREAMS, WEBHOOK_STREAMS } from '../../helpers/streams/index.ts';
import { errorsOf, startWebhookWorld, statusOf, type WebhookWorld } from '../../helpers/webhook-world.ts';

const NAMES = Object.keys(WEBHOOK_STREAMS);

/** A body as Adobe's page and Pendo's community show it, with some unknown fields. */
const SAMPLE = `{"app":{"id":-323232,"name":"test_application","platform":"web"},"accountId":"Webhook Account",
 "subscription":{"id":9007199254740993,"name":"test_application"},"userAgent":"Mozilla/5.0","event":"npsSubmitted",
 "properties":{"guideId":"FjHs","guideProperties":{"name":"Quarterly NPS","createdAt":1591024335185},"guideStepId":"WkaB",
 "language":"en-US","nps":{"rating":9,"reason":"Keep up the great work!","source":"web"}},
 "timestamp":1626804431,"visitorId":"Webhook Visitor","uniqueId":"ccb0f95474ae8b630ede92f8f8dbac03cddfc1c3",
 "sequence":"theirs","digits":12345678901234567890.10}`;

/** Poll events name no step. */
function stepOf({ guide_step_id: step }: JsonRecord): unknown {
  return step === '' ? expect.any(String) : step;
}

let world: WebhookWorld;

beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.close());

/** The ids of a record are those of the body, and the guide's properties hold its step. */
function expectToJoin(record: JsonRecord, body: WebhookBody | undefined): void {
  const { guideId = null } = (body?.properties ?? {}) as { guideId?: string };
  expect(record).toMatchObject({ event: body?.event, visitor_id: body?.visitorId ?? null, guide_id: guideId });
  if (guideId === null) return;
  expect(record.properties).toMatchObject({
    guideProperties: {
      createdByUser: { username: expect.any(String) },
      steps: expect.arrayContaining([expect.objectContaining({ id: stepOf(record) })]),
    },
  });
}

describe('Webhook streams', () => {
  test('are in the catalog only if the config has webhooks, and discover does not ask the receiver.', async () => {
    const { webhooks: _, ...without } = world.configOf();
    const names = (await discoverCatalog(without)).streams.map(({ name }) => name);
    expect(names).toEqual(PULL_STREAMS);
    expect(world.catalogOf().streams.map(({ stream }) => stream.name)).toEqual(NAMES);
  });

  test('have one row per event, with ids that join with the other streams; the next syncs read only new events.', async () => {
    const first = await read(world.configOf(), world.catalogOf());
    expect(checkReadRun(first.messages, world.catalogOf(), { exitCode: first.exitCode })).toEqual([]);
    for (const [stream, event] of Object.entries(WEBHOOK_STREAMS)) {
      const sent = world.bodies.filter((body) => body.event === event);
      if (event !== undefined) expect(sent.length, stream).toBeGreaterThan(0);
      const records = recordsOf(first.messages, stream);
      expect(records.map(({ unique_id }) => unique_id).sort()).toEqual(sent.map(({ uniqueId }) => uniqueId).sort());
      for (const record of records) {
        expectToJoin(
          record,
          sent.find(({ uniqueId }) => uniqueId === record.unique_id),
        );
      }
    }

    const second = await world.readWebhooks({ state: lastStates(first.messages) });
    expect(checkReadRun(second.messages, world.catalogOf(), { exitCode: second.exitCode })).toEqual([]);
    for (const name of NAMES) expect(recordsOf(second.messages, name)).toEqual([]);

    await sendWebhook(`${world.receiver.url}/pendo`, SECRET, SAMPLE);
    for (const [index, event] of ['somethingNew', null, 5].entries()) {
      await sendWebhook(`${world.receiver.url}/pendo`, SECRET, { uniqueId: `other ${index}`, event });
    }
    const third = await world.readWebhooks({ state: lastStates(second.messages) });
    expect(checkReadRun(third.messages, world.catalogOf(), { exitCode: third.exitCode })).toEqual([]);
    const [line] = await feedPage(world.receiver.url, world.bodies.length, 1);
    expect(recordsOf(third.messages, 'webhook_nps_submitted')).toHaveLength(1);
    expect(recordsOf(third.messages, 'webhook_events').map(({ event }) => event)).toEqual(['somethingNew', null, '5']);
    expect(JSON.parse(JSON.stringify(recordsOf(third.messages, 'webhook_nps_submitted')[0]))).toMatchObject({
      unique_id: 'ccb0f95474ae8b630ede92f8f8dbac03cddfc1c3',
      sequence: world.bodies.length + 1,
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
      additional_fields: {
        'payload.sequence': 'theirs',
        app: { id: -323232, name: 'test_application', platform: 'web' },
        subscription: { name: 'test_application' },
      },
    });
    const raw = third.lines.find((text) => text.includes('Quarterly NPS')) ?? '';
    expect(raw).toContain('"subscription_id":9007199254740993,');
    expect(raw).toContain('"digits":12345678901234567890.10');
    expect(raw).not.toContain('timestamp');
  });

  test('have a key for events without an id, and read times in every format.', async () => {
    const stamps = [1767225600, 1767225600123, '2026-01-01T00:00:00Z', '1767225600', 'soon', undefined];
    for (const timestamp of stamps) {
      expect(
        await sendWebhook(`${world.receiver.url}/pendo`, SECRET, { event: 'spelled', visitorId: 'v', timestamp }),
      ).toBe(200);
    }
    const streams = ['webhook_events'];
    const run = await world.readWebhooks({ streams });
    expect(checkReadRun(run.messages, world.catalogOf(streams), { exitCode: run.exitCode })).toEqual([]);
    const rows = recordsOf(run.messages, 'webhook_events').filter(({ event }) => event === 'spelled');
    expect(new Set(rows.map(({ unique_id }) => unique_id)).size).toBe(stamps.length);
    for (const { unique_id } of rows) expect(unique_id).toMatch(/^sha256:[0-9a-f]{64}$/);
    const day = '2026-01-01T00:00:00';
    expect(rows.map(({ event_time }) => event_time)).toEqual([
      `${day}.000Z`,
      `${day}.123Z`,
      `${day}.000Z`,
      `${day}.000Z`,
      null,
      null,
    ]);
    expect(rows.map(({ additional_fields }) => additional_fields)).toEqual(
      [{}, {}, {}, {}, { timestamp: 'soon' }, {}].map((fields) => (Object.keys(fields).length === 0 ? null : fields)),
    );
  });

  test('fill the poll columns from an object or from flat names.', async () => {
    const bodyOf = (id: string, properties: object) => ({ uniqueId: id, event: 'pollSubmitted', properties });
    for (const body of [
      bodyOf('poll object', { poll: { id: 'p1', type: 'PickList', question: 'Why?', response: 3 } }),
      bodyOf('poll flat', { pollId: 'p2', pollType: 'FreeForm', pollQuestion: 'How?', pollResponse: 'So.' }),
      bodyOf('poll mixed', { poll: { pollId: 'p3', id: null }, pollResponse: [1] }),
      bodyOf('poll nothing', { poll: 'x' }),
    ]) {
      expect(await sendWebhook(`${world.receiver.url}/pendo`, SECRET, body)).toBe(200);
    }
    const { messages } = await world.readWebhooks({ streams: ['webhook_poll_submitted'] });
    const polls = recordsOf(messages, 'webhook_poll_submitted');
    expect(polls.slice(-4).map((row) => [row.poll_id, row.poll_type, row.poll_question, row.poll_response])).toEqual([
      ['p1', 'PickList', 'Why?', '3'],
      ['p2', 'FreeForm', 'How?', 'So.'],
      ['p3', null, null, '[1]'],
      [null, null, null, null],
    ]);
    expect(polls[0]).toMatchObject({
      poll_id: expect.any(String),
      poll_type: expect.any(String),
      poll_question: expect.any(String),
    });
  });

  test('fill the columns of track events, and have streams of new visitors and new accounts.', async () => {
    const bodies = [
      {
        uniqueId: 'track',
        event: 'trackEventReceived',
        properties: { name: 'Order sent', source: 'server', eventProperties: { total: 1.5 } },
      },
      { uniqueId: 'visitor', event: 'visitorCreated', visitorId: 'new visitor' },
      { uniqueId: 'account', event: 'accountCreated', accountId: 'new account' },
    ];
    for (const body of bodies) expect(await sendWebhook(`${world.receiver.url}/pendo`, SECRET, body)).toBe(200);
    const created = ['webhook_visitor_created', 'webhook_account_created'];
    const streams = ['webhook_events', 'webhook_track_event_received', ...created];
    const { messages } = await world.readWebhooks({ streams });
    const newest = (stream: string) => recordsOf(messages, stream).at(-1);
    expect(newest('webhook_track_event_received')).toMatchObject({
      unique_id: 'track',
      track_event_name: 'Order sent',
      track_event_source: 'server',
      event_properties: { total: 1.5 },
    });
    expect(newest('webhook_visitor_created')).toMatchObject({ unique_id: 'visitor', visitor_id: 'new visitor' });
    expect(newest('webhook_account_created')).toMatchObject({ unique_id: 'account', account_id: 'new account' });
    expect(recordsOf(messages, 'webhook_events').map(({ unique_id }) => unique_id)).not.toContain('track');
  });

  test('continue from any state in the middle of a sync with small pages.', async () => {
    const config = { ...world.configOf(), advanced: { page_size: 7 } };
    const name = 'webhook_guide_displayed';
    const streams = [name, 'webhook_events'];
    const whole = await world.readWebhooks({ streams }, config);
    expect(checkReadRun(whole.messages, world.catalogOf(streams), { exitCode: whole.exitCode })).toEqual([]);
    const records = recordsOf(whole.messages, name);
    const states = whole.messages.filter(({ state }) => state?.stream.stream_descriptor.name === name);
    const middle = states[Math.floor(states.length / 2)]?.state;
    const rest = await world.readWebhooks({ streams: [name], state: [middle] }, config);
    const sequence = Number(middle?.stream.stream_state.sequence);
    expect(recordsOf(rest.messages, name)).toEqual(records.filter((record) => Number(record.sequence) > sequence));
  });

  test('are read from the start when another inbox answers at the address.', async () => {
    const streams = ['webhook_nps_submitted'];
    const states = lastStates((await world.readWebhooks({ streams })).messages);
    const { inbox: otherInbox, remove } = await inboxFolder();
    const other = await startReceiverHere({ inbox: otherInbox });
    await sendWebhook(`${other.url}/pendo`, SECRET, { uniqueId: 'in the other', event: 'npsSubmitted' });
    const run = await world.readWebhooks({ streams, state: states }, world.configOf({ inbox_url: other.url }));
    expect(recordsOf(run.messages, 'webhook_nps_submitted')).toMatchObject([
      { unique_id: 'in the other', sequence: 1 },
    ]);
    await other.stop();
    await remove();
  });

  test('fail when their state is not valid.', async () => {
    const state = [
      { type: 'STREAM', stream: { stream_descriptor: { name: 'webhook_events' }, stream_state: { sequence: 'x' } } },
    ];
    const run = await world.readWebhooks({ streams: ['webhook_events', 'webhook_nps_submitted'], state });
    expect(run.exitCode).toBe(1);
    expect(errorsOf(run.messages)[0]).toBe(
      'The state of webhook_events holds a "sequence" that is no whole number; reset this stream.',
    );
    expect(statusOf(run, 'webhook_nps_submitted')).toBe('COMPLETE');
  });
});
