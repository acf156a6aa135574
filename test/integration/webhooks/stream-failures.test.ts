import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { discoverCatalog } from '../../helpers/discover-catalog.ts';
import { serve } from '../../helpers/http-server.ts';
import { inThisProcess } from '../../helpers/in-this-process.ts';
import { checkReadRun } from '../../helpers/read-rules.ts';
import { check, configuredCatalog, read, recordsOf } from '../../helpers/run.ts';
import { errorsOf, startWebhookWorld, statusOf, type WebhookWorld } from '../../helpers/webhook-world.ts';

const HERE = { by: inThisProcess };

let world: WebhookWorld;

beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.close());

describe('A receiver that fails', () => {
  const both = async () => {
    const discovered = await discoverCatalog(world.configOf());
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
    'because it %s fails only the webhook streams, and check says that Pendo answers.',
    async (_name, changes, sentence) => {
      const config = world.configOf(changes);
      const run = await read(config, await both(), HERE);
      expect(run.exitCode).toBe(1);
      expect(statusOf(run, 'accounts')).toBe('COMPLETE');
      expect(statusOf(run, 'pages')).toBe('COMPLETE');
      expect(statusOf(run, 'webhook_nps_submitted')).toBe('INCOMPLETE');
      expect(statusOf(run, 'webhook_events')).toBe('INCOMPLETE');
      expect(errorsOf(run.messages)[0]).toMatch(sentence);
      expect(run.lines.join()).not.toContain('another-token');
      const { connectionStatus } =
        (await check(config, HERE)).messages.find(({ type }) => type === 'CONNECTION_STATUS') ?? {};
      expect(connectionStatus).toMatchObject({ status: 'FAILED', message: expect.stringMatching(sentence) });
      expect(connectionStatus?.message).toContain('Pendo answers well.');
    },
  );

  test('is not blamed when Pendo refuses the key: webhook streams complete, and check says that the receiver answers.', async () => {
    const config = { ...world.configOf(), integration_key: 'a-key-that-is-refused' };
    const run = await read(config, await both(), HERE);
    expect(run.exitCode).toBe(1);
    expect(statusOf(run, 'accounts')).toBe('INCOMPLETE');
    expect(statusOf(run, 'webhook_nps_submitted')).toBe('COMPLETE');
    const { connectionStatus } =
      (await check(config, HERE)).messages.find(({ type }) => type === 'CONNECTION_STATUS') ?? {};
    expect(connectionStatus?.message).toMatch(
      /^Pendo refused the integration key.* The webhook receiver answers well\.$/,
    );
  });

  test.each([
    [
      'answers with an HTML page',
      (send: (status: number, type: string, body: string) => void) => send(200, 'text/html', '<p>hello'),
    ],
    [
      'answers with other JSON lines',
      (send: (status: number, type: string, body: string) => void) => send(200, 'application/x-ndjson', '{"a":1}\n'),
    ],
    [
      'sends the same page again and again',
      (send: (status: number, type: string, body: string) => void) =>
        send(200, 'application/x-ndjson', '{"sequence":1,"event":null,"payload":{}}\n'),
    ],
    ['answers 404', (send: (status: number, type: string, body: string) => void) => send(404, 'text/plain', 'no')],
    ['redirects', (send: (status: number, type: string, body: string) => void) => send(302, 'text/plain', '')],
  ])('because it %s fails the webhook streams with a clear error.', async (_name, answer) => {
    const server = await serve((_request, response) => {
      answer((status, type, body) => response.writeHead(status, { 'content-type': type, location: '/x' }).end(body));
    });
    const run = await world.readWebhooks({}, world.configOf({ inbox_url: server.url }));
    await server.close();
    expect(run.exitCode).toBe(1);
    expect(errorsOf(run.messages)[0]).toContain('webhook');
    expect(run.lines.join()).not.toContain('unexpected error');
  });

  test('in the middle of an answer is asked again for the rest, and no event comes twice.', async () => {
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
      // Nine streams read at the same time: about one cut for each. A stream that is always cut would fail.
      if (cuts <= 9) response.write(rest.slice(0, rest.length * 0.7), () => setTimeout(() => response.destroy(), 20));
      else response.end(rest);
    });
    const run = await world.readWebhooks({}, world.configOf({ inbox_url: server.url }));
    await server.close();
    expect(checkReadRun(run.messages, world.catalogOf(), { exitCode: run.exitCode })).toEqual([]);
    expect(recordsOf(run.messages, 'webhook_nps_submitted')).toHaveLength(1200);
  });
});

test('check succeeds when Pendo and the receiver answer.', async () => {
  const run = await check(world.configOf(), HERE);
  expect(run.messages).toContainEqual({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } });
});
