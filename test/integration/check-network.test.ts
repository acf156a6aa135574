import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Emulator, type Fault, startEmulator } from '../../emulator/index.ts';
import { checkFailure, closedPort, SECRET_KEY } from '../helpers/check-status.ts';
import { serve } from '../helpers/http-server.ts';
import { serveUntrusted } from '../helpers/https-server.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny', integrationKey: SECRET_KEY });
});
beforeEach(() => {
  emulator.faults.clear();
  emulator.requests.clear();
});
afterAll(() => emulator.close());

describe('The network', () => {
  test('on which nothing listens makes the check fail with advice about firewalls and proxies.', async () => {
    const port = await closedPort();
    const message = await checkFailure(emulator, { base_url: `http://127.0.0.1:${port}` });
    expect(message).toContain(`No connection to Pendo's host (127.0.0.1:${port}) (ECONNREFUSED)`);
    expect(message).toContain('check the network, and that a firewall or proxy lets it through');
    expect(message).toContain('Try again in a few minutes.');
  });

  test('that does not know the host makes the check fail with advice about DNS.', async () => {
    const message = await checkFailure(emulator, { base_url: 'https://no-such-host.invalid' });
    expect(message).toMatch(
      /The name of Pendo's host \(no-such-host\.invalid\) could not be resolved \((ENOTFOUND|EAI_AGAIN)\)/,
    );
    expect(message).toContain('check the network and its DNS');
  });

  test('with an untrusted certificate makes the check fail with advice about NODE_EXTRA_CA_CERTS, and never gets the key.', async () => {
    let requests = 0;
    const server = await serveUntrusted((_request, response) => {
      requests += 1;
      response.end('{}');
    });
    try {
      const message = await checkFailure(emulator, { base_url: server.url });
      expect(message).toContain('TLS certificate');
      expect(message).toContain('is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)');
      expect(message).toContain('give its CA in NODE_EXTRA_CA_CERTS');
      expect(requests).toBe(0);
    } finally {
      await server.close();
    }
  });

  test('without TLS gives another message than a bad certificate.', async () => {
    const message = await checkFailure(emulator, { base_url: emulator.url.replace('http:', 'https:') });
    expect(message).toContain("No TLS connection to Pendo's host");
    expect(message).toContain('check that no proxy or firewall breaks TLS');
    expect(emulator.requests.count()).toBe(0);
  });
});

describe('Something that is not Pendo', () => {
  const impostors: readonly (readonly [name: string, fault: Fault])[] = [
    ['a page of HTML', { status: 200, body: '<!doctype html><title>Log in</title>', contentType: 'text/html' }],
    ['a page of HTML behind the key', { match: { path: '/aggregation' }, body: '<html>', contentType: 'text/html' }],
    ['JSON of another kind', { status: 200, body: '{"hello": "world"}', contentType: 'application/json' }],
    ['no such path', { status: 404, body: 'nothing here' }],
    ['a redirect to a login', { redirect: 'https://login.example.com/' }],
  ];
  test.each(impostors)(
    'that answers with %s makes the check fail with a message that names its address.',
    async (_name, fault) => {
      emulator.faults.add(fault);
      const message = await checkFailure(emulator);
      expect(message).toContain(`What answers at ${emulator.url} is not Pendo's API; check base_url`);
      expect(message).toContain('whether a proxy or a login page answers in its place');
      expect(message).not.toContain('<');
    },
  );

  test('and redirects to another server does not send the key there.', async () => {
    let requests = 0;
    const elsewhere = await serve((_request, response) => {
      requests += 1;
      response.end('{}');
    });
    try {
      const redirect = emulator.faults.add({ redirect: `${elsewhere.url}/api/v1/token/verify` });
      await checkFailure(emulator);
      expect(redirect.fired).toBeGreaterThan(0);
      expect(requests).toBe(0);
    } finally {
      await elsewhere.close();
    }
  });
});
