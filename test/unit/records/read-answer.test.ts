import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CutAnswerError } from '../../../src/records/answer/errors.ts';
import { createRecordReader } from '../../../src/records/read-answer.ts';
import type { ColumnType } from '../../../src/records/shape.ts';
import { inChunks, toBytes } from './answers.ts';
import { createRowNumbers, EVENTS, linesOf, readerOf } from './readers.ts';

describe('a record', () => {
  it('is one RECORD message with every declared column and the rest in additional_fields', async () => {
    const answer = '{"results":[{"day":1767225600000,"extra" : {"a":1.0},"visitorId":"v\\u0031"}]}';
    expect(await linesOf(readerOf(), answer)).toEqual([
      '{"type":"RECORD","record":{"stream":"events","data":{"visitor_id":"v1","day":"2026-01-01T00:00:00.000Z",' +
        '"num_events":null,"row_number":1,"additional_fields":{"extra":{"a":1.0}}},"emitted_at":5}}',
    ]);
  });

  it('is on one line even if Pendo breaks its JSON into lines', async () => {
    const lines = await linesOf(readerOf(), '{"results":[\n{\n"x":\r\n[1,\n2]}\n]}', 1);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '').record.data.additional_fields).toEqual({ x: [1, 2] });
  });

  it('has an empty value instead of null in each column of its key', async () => {
    const types: ColumnType[] = ['string', 'integer', 'number', 'boolean', 'time', 'any'];
    const columns = types.map((type) => ({ field: type, name: type, type }));
    const shape = { stream: 's', columns, primaryKey: types };
    const empty = { string: '', integer: 0, number: 0, boolean: false, time: '1970-01-01T00:00:00.000Z', any: '' };
    const rows = [
      '{}',
      `{${types.map((type) => `"${type}":null`).join(',')}}`,
      '{"time":0,"integer":"x","boolean":[]}',
    ];
    const lines = await linesOf(readerOf({ shape }), `{"results":[${rows.join(',')}]}`);
    expect(lines.map((line) => JSON.parse(line).record.data)).toEqual([
      { ...empty, additional_fields: null },
      { ...empty, additional_fields: null },
      { ...empty, additional_fields: { integer: 'x', boolean: [] } },
    ]);
  });

  it('keeps escaped names of one character, which JSON.parse can mistake for a backslash', async () => {
    const names = ['"\\\\"', '"\\u005c"', '"\\""', '"\\n"', '"\\ud83d"', '"\\u00e9"'];
    const rows = names.map((name) => `{"a":1,${name}:2}`);
    const lines = await linesOf(readerOf(), `{"results":[${rows.join()}]}`);
    const found = lines.map((line) => /"a":1,(".*"):2\}/.exec(line)?.[1]);
    expect(found).toEqual(['"\\\\"', '"\\\\"', '"\\""', '"\\n"', '"\\ud83d"', '"é"']);
  });

  it('cannot have a key column that does not exist', () => {
    expect(() => readerOf({ shape: { ...EVENTS, primaryKey: ['page_id'] } })).toThrow('page_id');
  });
});

describe('a reader', () => {
  it('numbers the rows of one key across answers and readers that share the numbers', async () => {
    const rowNumbers = createRowNumbers();
    const answer = '{"results":[{"visitorId":"\\u0061"},{"visitorId":"a","numEvents":2},{"visitorId":"b"}]}';
    const first = readerOf({ rowNumbers });
    const lines = [...(await linesOf(first, answer)), ...(await linesOf(first, answer))];
    lines.push(...(await linesOf(readerOf({ rowNumbers }), answer)));
    expect(lines.map((line) => JSON.parse(line).record.data.row_number)).toEqual([1, 2, 1, 3, 4, 2, 5, 6, 3]);
    expect([first.rows, first.records, first.bytes]).toEqual([6, 6, 2 * answer.length]);
  });

  it('needs row numbers if the key has them', () => {
    const { rowNumbers: _, ...options } = { rowNumbers: 0, shape: EVENTS, layout: 'results', now: () => 1 } as const;
    expect(() => createRecordReader(options)).toThrow('row_number');
  });

  it('counts the rows that `keep` refuses, but neither emits nor numbers them', async () => {
    const reader = readerOf({ keep: (cursorMs) => cursorMs !== 1000, watch: ['visitorId'] });
    const rows = [500, 1000, 500, 1000, null].map(
      (day, index) => `{"visitorId":"v","numEvents":${index},"day":${day}}`,
    );
    const lines = await linesOf(reader, `{"results":[${rows.join()},{"visitorId":"last","day":1000}]}`);
    const data = lines.map((line) => JSON.parse(line).record.data);
    expect(data.map((row) => [row.num_events, row.row_number])).toEqual([
      [0, 1],
      [2, 2],
      [4, 1],
    ]);
    expect([reader.rows, reader.records, reader.latestCursorMs]).toEqual([6, 3, 500]);
    expect(reader.last.get('visitorId')).toBe('last');
  });

  it('knows the watched values of the last row, and none from earlier rows', async () => {
    const reader = readerOf({ watch: ['visitorId', 'metadata.auto.id', 'metadata.constructor', 'x'] });
    await linesOf(
      reader,
      '{"results":[{"visitorId":"a","x":1},{"visitorId":"\\u0062\\"","metadata":{"auto":{"id":7}}}]}',
      3,
    );
    expect([...reader.last]).toEqual([
      ['visitorId', 'b"'],
      ['metadata.auto.id', 7],
    ]);
    await linesOf(reader, '{"results":[]}');
    expect(reader.last.get('visitorId')).toBe('b"');
  });

  it('adds extra fields to rows that lack them', async () => {
    const reader = readerOf({ extra: { visitorId: 'from "outside"' } });
    const lines = await linesOf(reader, '{"results":[{},{"visitorId":null},{"visitorId":"own"}]}');
    const ids = lines.map((line) => JSON.parse(line).record.data.visitor_id);
    expect(ids).toEqual(['from "outside"', 'from "outside"', 'own']);
  });

  it('prints the rows of a chunk before it asks for the next chunk', async () => {
    const seen: string[] = [];
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (const text of ['[{"day":1}', ',{"day":2}', ']']) {
        seen.push(text);
        yield toBytes(text);
      }
    }
    await readerOf({ layout: 'array' }).read(chunks(), async ({ records }) => {
      seen.push('begun');
      await sleep(1);
      seen.push(`printed ${records}`);
    });
    const printed = ['begun', 'printed 1'];
    expect(seen).toEqual(['[{"day":1}', ...printed, ',{"day":2}', ...printed, ']']);
  });

  it('prints the rows before a cut, and then fails', async () => {
    let printed = 0;
    const reading = readerOf().read(
      inChunks(toBytes('{"results":[{"visitorId":"a"},{"visi'), [1000]),
      async (batch) => {
        printed += batch.records;
      },
    );
    await expect(reading).rejects.toBeInstanceOf(CutAnswerError);
    expect(printed).toBe(1);
  });

  it('releases the memory of a chunk, but not the memory next to it', async () => {
    const whole = toBytes('[{"day":1},');
    const beside = Buffer.from('before{"day":2}]behind');
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield whole;
      yield beside.subarray(6, -6);
    }
    await readerOf({ layout: 'array' }).read(chunks(), async () => {});
    expect(whole).toHaveLength(0);
    expect(beside.toString()).toBe('before{"day":2}]behind');
  });

  it('uses the later of two times as the cursor', async () => {
    const columns = [{ field: 'ts', name: 'ts', type: 'time' as const }];
    const maxTime = { name: 'modified_ts', fields: ['ts', 'lastTs'] };
    const shape = { stream: 'visitor_history', columns, maxTime, primaryKey: ['ts'], cursor: 'modified_ts' };
    const reader = readerOf({ shape });
    const lines = await linesOf(reader, '{"results":[{"ts":1000,"lastTs":3000},{"ts":2000,"lastTs":0},{}]}');
    expect(lines.map((line) => JSON.parse(line).record.data.modified_ts)).toEqual([
      '1970-01-01T00:00:03.000Z',
      '1970-01-01T00:00:02.000Z',
      null,
    ]);
    expect(reader.latestCursorMs).toBe(3000);
  });
});
