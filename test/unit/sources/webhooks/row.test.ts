import { expect, test } from 'vitest';
import { webhookRow } from '../../../../src/sources/webhooks/row.ts';

function rowOf(payload: string): string {
  return webhookRow(
    `{"sequence":7,"received_at":"2026-01-01T00:00:00.000Z","event":null,"unique_id":"a","payload":${payload}}`,
  );
}

test.each([
  ['1626804431', '2021-07-20T18:07:11.000Z'],
  ['1626804431.5', '2021-07-20T18:07:11.500Z'],
  ['"1626804431"', '2021-07-20T18:07:11.000Z'],
  ['1626804431123', '2021-07-20T18:07:11.123Z'],
  ['"1626804431123"', '2021-07-20T18:07:11.123Z'],
  ['1626804431123.6', '2021-07-20T18:07:11.124Z'],
  ['1.626804431e9', '2021-07-20T18:07:11.000Z'],
  ['100000000000', '5138-11-16T09:46:40.000Z'],
  ['100000000001', '1973-03-03T09:46:40.001Z'],
  ['-1', '1969-12-31T23:59:59.000Z'],
  ['"2026-01-01"', '2026-01-01T00:00:00.000Z'],
  ['"2026-01-01T10:00:00Z"', '2026-01-01T10:00:00.000Z'],
  ['"2026-01-01t10:00:00.123456789z"', '2026-01-01T10:00:00.123Z'],
  ['"2026-01-01T10:00:00"', '2026-01-01T10:00:00.000Z'],
  ['"2026-01-01 10:00"', '2026-01-01T10:00:00.000Z'],
  ['"2026-01-01T10:00:00+02:00"', '2026-01-01T08:00:00.000Z'],
  ['"2026-01-01 10:00:00 +0200"', '2026-01-01T08:00:00.000Z'],
  ['"\\u0032026-01-01T10:00:00Z"', '2026-01-01T10:00:00.000Z'],
])('a timestamp of %s is the time %s', (timestamp, time) => {
  const row = JSON.parse(rowOf(`{"timestamp":${timestamp}}`));
  expect(new Date(row.eventTime).toISOString()).toBe(time);
  expect(row).not.toHaveProperty('timestamp');
});

test.each(['"yesterday"', '1e300', '-1e14', '{"a":1}', '[1]', 'true', '"2026-02-30"', '"2026-13-01"', '"1 Jan 2026"'])(
  'a timestamp of %s is not a time: the time is null, and the value stays in its place',
  (timestamp) => {
    const row = JSON.parse(rowOf(`{"timestamp":${timestamp}}`));
    expect(row).toMatchObject({ eventTime: null, timestamp: JSON.parse(timestamp) });
  },
);

test('an event whose timestamp is missing, null, 0 or empty has no time', () => {
  for (const payload of ['{}', '{"timestamp":null}', '{"timestamp":0}', '{"timestamp":""}'])
    expect(JSON.parse(rowOf(payload)).eventTime).toBeNull();
});

test.each([
  ['{}', undefined],
  ['{"uniqueId":"a"}', undefined],
  ['{"uniqueId":"\\u0061"}', undefined],
  ['{"uniqueId":5}', 5],
  ['{"uniqueId":""}', ''],
  ['{"uniqueId":null}', null],
])("the id of %s is the receiver's, and Pendo's value is kept", (payload, theirs) => {
  const row = JSON.parse(rowOf(payload));
  expect(row.uniqueId).toBe('a');
  expect(row['payload.uniqueId']).toBe(theirs);
});

test('a field with a reserved name gets another name, and unusual names and digits are unchanged', () => {
  const payload = '{"sequence":"x","receivedAt":1,"eventTime":2,"__proto__":{"a":1},"n":12345678901234567890.10}';
  const row = rowOf(payload);
  expect(row).toContain('"payload.sequence":"x"');
  expect(row).toContain('"payload.receivedAt":1');
  expect(row).toContain('"payload.eventTime":2');
  expect(row).toContain('"sequence":7,');
  expect(row).toContain('"__proto__":{"a":1}');
  expect(row).toContain('"n":12345678901234567890.10');
});
