import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';

const TOKEN = 'SECRET-token';

function inboxUrl(inbox_url: unknown, token: unknown = TOKEN): string | undefined {
  const config = { integration_key: 'key', start_date: '2025-01-31', webhooks: { inbox_url, token } };
  return parseConfig(config, { now: () => Date.UTC(2026, 0, 1) }).webhooks?.inboxUrl;
}

test.each([
  ['https://a.example.com', 'https://a.example.com'],
  ['https://a.example.com/', 'https://a.example.com'],
  ['https://a.example.com:8443/inbox/', 'https://a.example.com:8443/inbox'],
  ['https://a.example.com/feed', 'https://a.example.com'],
  ['https://a.example.com/x/pendo/', 'https://a.example.com/x'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://localhost:8080/', 'http://localhost:8080'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
])('%s becomes %s', (given, expected) => {
  expect(inboxUrl(given)).toBe(expected);
});

test.each([
  ['http://a.example.com', 'must begin with https://'],
  ['http://127.0.0.1.example.com', 'must begin with https://'],
  ['https://user:SECRET@a.example.com', 'must hold no user and no password'],
  ['https://a.example.com?x=SECRET', 'take away the "?" or "#"'],
  ['a.example.com', 'webhooks.inbox_url must be'],
  ['ftp://a.example.com', 'webhooks.inbox_url must be'],
  ['https://', 'webhooks.inbox_url'],
  ['', 'webhooks.inbox_url is missing'],
  [null, 'webhooks.inbox_url is missing'],
  ['http://10.0.0.1', 'http:// is for localhost only'],
  ['http://host.docker.internal', 'http:// is for localhost only'],
  [7, 'webhooks.inbox_url must be'],
])('%s is refused', (given, sentence) => {
  expect(() => inboxUrl(given)).toThrow(sentence);
  expect(() => inboxUrl(given)).not.toThrow('SECRET');
});

test.each([null, '', 'two words', 'two\nlines', 5])('the token %j is refused', (token) => {
  expect(() => inboxUrl('https://a.example.com', token)).toThrow('webhooks.token');
});

test('webhooks: null means no webhooks', () => {
  const config = { integration_key: 'key', start_date: '2025-01-31', webhooks: null };
  expect(parseConfig(config, { now: () => Date.UTC(2026, 0, 1) }).webhooks).toBeUndefined();
});
