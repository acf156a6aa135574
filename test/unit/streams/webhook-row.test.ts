import { expect, test } from 'vitest';
import { webhookRow } from '../../../src/streams/webhook-row.ts';

function rowOf(payload: string): string {
  return webhookRow(
    `{"sequence":7,"received_at":"2026-01-01T00:00:00.000Z","event":null,"unique_id":"a","payload":${payload}}`,
  );
}

test.each([
  ['1626804431', '"eventTime":1626804431000'],
  ['1626804431.5', '"eventTime":1626804431500'],
  ['"1626804431"', '"eventTime":1626804431000'],
  ['0', '"eventTime":0'],
  ['"yesterday"', '"timestamp":"yesterday"'],
  ['null', '"eventTime":null'],
  ['1e300', '"timestamp":1e300'],
  ['{"a":1}', '"timestamp":{"a":1}'],
])('a timestamp of %s makes a row with %s', (timestamp, member) => {
  expect(rowOf(`{"timestamp":${timestamp}}`)).toContain(member);
});

test('a field with a name that is needed is kept under another one, and odd names and digits as they came', () => {
  const payload = '{"sequence":"x","receivedAt":1,"eventTime":2,"__proto__":{"a":1},"n":12345678901234567890.10}';
  const row = rowOf(payload);
  expect(row).toContain('"payload.sequence":"x"');
  expect(row).toContain('"payload.receivedAt":1');
  expect(row).toContain('"payload.eventTime":2');
  expect(row).toContain('"sequence":7,');
  expect(row).toContain('"__proto__":{"a":1}');
  expect(row).toContain('"n":12345678901234567890.10');
});
