import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, secretValues } from '../../../src/config/secrets.ts';
import { type ConnectorSpecification, SPEC } from '../../../src/config/spec.ts';

const NESTED_SPEC: ConnectorSpecification = {
  documentationUrl: 'https://example.com',
  connectionSpecification: {
    type: 'object',
    properties: {
      open: { type: 'string', order: 0 },
      webhooks: {
        type: 'object',
        order: 1,
        properties: { token: { type: 'string', order: 0, airbyte_secret: true }, url: { type: 'string', order: 1 } },
      },
    },
  },
};

describe('the secrets of a config', () => {
  it('are the integration key, as given and trimmed', () => {
    const raw = { integration_key: ' c0ffee \n', start_date: '2025-01-31' };
    expect(secretValues(raw, SPEC)).toEqual([' c0ffee \n', 'c0ffee']);
  });

  it('are found wherever the spec marks them', () => {
    expect(secretValues({ open: 'a', webhooks: { token: 'c0ffee', url: 'b' } }, NESTED_SPEC)).toEqual(['c0ffee']);
  });

  it('are found in a config that is otherwise invalid', () => {
    expect(secretValues({ integration_key: 12345678, start_date: 5 }, SPEC)).toEqual(['12345678']);
  });

  it.each([null, undefined, [], 'text', {}, { integration_key: null }, { integration_key: '' }])(
    'are empty for %j',
    (raw) => {
      expect(secretValues(raw, SPEC)).toEqual([]);
    },
  );
});

describe('a redactor', () => {
  const redact = createRedactor(['k+y/"ü" 1']);

  it.each([
    ['plain', 'k+y/"ü" 1'],
    ['URL-encoded', encodeURIComponent('k+y/"ü" 1')],
    ['as a form field', new URLSearchParams({ a: 'k+y/"ü" 1' }).toString().slice(2)],
    ['JSON-escaped', 'k+y/\\"ü\\" 1'],
    ['in base64', Buffer.from('k+y/"ü" 1').toString('base64')],
    ['in URL-safe base64', Buffer.from('k+y/"ü" 1').toString('base64url')],
  ])('hides a secret that is %s', (_name, form) => {
    expect(redact(`before ${form} and ${form}|`).replaceAll('=', '')).toBe('before **** and ****|');
  });

  it('hides a secret that contains another secret', () => {
    expect(createRedactor(['abcd', 'abcdefgh'])('abcdefgh abcd')).toBe('**** ****');
  });

  it('does not change texts if the secret is too short to be one', () => {
    expect(createRedactor(['', 'a', 'and'])('a band and a name')).toBe('a band and a name');
  });

  it('hides every secret, whatever characters it has', () => {
    const secrets = fc.string({ unit: 'binary', minLength: 4 }).filter((secret) => !'****'.includes(secret));
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const hide = createRedactor([secret]);
        expect(hide(`<${secret}>`)).toBe('<****>');
        expect(hide(`${before} ${JSON.stringify(secret)} ${after}`)).toContain('****');
      }),
    );
  });

  it('does not fail for a lone surrogate', () => {
    expect(createRedactor(['abc\ud83d'])('it is abc\ud83d')).toBe('it is ****');
  });
});
