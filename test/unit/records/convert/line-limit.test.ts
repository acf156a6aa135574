import { describe, expect, test } from 'vitest';
import { fitToLine, MOST_RECORD_BYTES } from '../../../../src/records/convert/line-limit.ts';
import { checkMessages } from '../../../helpers/protocol.ts';
import { linesOf, readerOf } from '../readers.ts';

const NULLED = { change: 'NULLED', reason: 'SOURCE_RECORD_SIZE_LIMITATION' };

function parsed(text: string): unknown {
  return JSON.parse(`{"data":${text}}`);
}

describe('A record that is too long for a line', () => {
  test('loses its largest columns first, and names them.', () => {
    const record = JSON.stringify({ id: 'x'.repeat(30), a: 'y'.repeat(50), b: 1, c: 'z'.repeat(80) });
    expect(parsed(fitToLine(record, ['id'], 130))).toEqual({
      data: { id: 'x'.repeat(30), a: 'y'.repeat(50), b: 1, c: null },
      meta: { changes: [{ field: 'c', ...NULLED }] },
    });
    expect(parsed(fitToLine(record, ['id'], 60))).toMatchObject({
      data: { a: null, b: 1, c: null },
      meta: { changes: [{ field: 'c' }, { field: 'a' }] },
    });
  });

  test('is measured in bytes, and is unchanged if it fits exactly.', () => {
    const record = JSON.stringify({ a: 'ü🎉'.repeat(20) });
    const bytes = Buffer.byteLength(record);
    expect(fitToLine(record, [], bytes)).toBe(record);
    expect(parsed(fitToLine(record, [], bytes - 1))).toMatchObject({ data: { a: null } });
  });

  test('keeps its key whatever its length.', () => {
    const record = JSON.stringify({ id: 'x'.repeat(100) });
    expect(parsed(fitToLine(record, ['id'], 10))).toMatchObject({ data: { id: 'x'.repeat(100) } });
  });

  test('is a message that Airbyte accepts, with all digits of its other columns.', async () => {
    const long = 'x'.repeat(MOST_RECORD_BYTES);
    const answer = `{"results":[{"visitorId":"a","day":1767225600000,"numEvents":12345678901234567890,"other":"${long}"}]}`;
    const [line = ''] = await linesOf(readerOf(), answer);
    expect(line.length).toBeLessThan(1000);
    expect(line).toContain('"num_events":12345678901234567890');
    const message = JSON.parse(line);
    expect(message.record.meta.changes).toEqual([{ field: 'additional_fields', ...NULLED }]);
    expect(checkMessages([message])).toEqual([]);
  });
});
