import { describe, expect, it } from 'vitest';
import { TooLargeRowError } from '../../../src/records/answer/errors.ts';
import { readJsonRows } from '../../../src/records/answer/json-rows.ts';
import { checkValueSize } from '../../../src/records/answer/value-capture.ts';
import { collect, toBytes } from './answers.ts';
import { batchesOf, readerOf } from './readers.ts';

const MIB = 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

/** An answer with one row, whose value is `open`, then `text` repeated up to this many bytes, then `close`. */
async function* answerOf([open, text, close]: readonly [string, string, string], bytes: number) {
  const piece = text.repeat(Math.ceil(PIECE_BYTES / text.length));
  yield toBytes(`{"results":[{"day":1},{"day":2,"other":${open}`);
  for (let sent = 0; sent < bytes; sent += piece.length) yield toBytes(piece);
  yield toBytes(`${close}},{"day":3}]}`);
}

const OBJECTS = ['[', '{},', '{}]'] as const;
const NUMBERS = ['[', '1,', '1]'] as const;
const LISTS = ['[', '[],', '[]]'] as const;
const NESTED = ['', '[', ''] as const;
const MEMBERS = ['{', '"a":0,', '"a":0}'] as const;
const STRING = ['"', 'a', '"'] as const;
const ESCAPES = ['"漢', '\\n', '"'] as const;

describe('A row that is too large for memory', () => {
  it.each([
    ['60 MiB of small objects', OBJECTS, 60 * MIB, '2 million values'],
    ['60 MiB of numbers', NUMBERS, 60 * MIB, '2 million values'],
    ['60 MiB of empty lists', LISTS, 60 * MIB, '2 million values'],
    ['nested lists, millions deep', NESTED, 60 * MIB, '2 million values'],
    ['millions of members', MEMBERS, 60 * MIB, '2 million values'],
    ['a text of 60 MiB', STRING, 60 * MIB, '48 MiB'],
    ['a text of 60 MiB of escapes', ESCAPES, 60 * MIB, '48 MiB'],
  ])('ends the read with a sentence that names the stream and the size: %s.', async (_name, value, bytes, size) => {
    const error = await batchesOf(readerOf(), answerOf(value, bytes)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TooLargeRowError);
    expect(error).toMatchObject({
      failureType: 'system_error',
      message: expect.stringMatching(new RegExp(`^events: Pendo sent a single row of more than ${size}, .*\\.$`)),
    });
    const listed = collect(readJsonRows(answerOf(value, bytes), 'results'));
    await expect(listed).rejects.toThrow(`a single row of more than ${size}`);
  });

  it('is also refused as a complete text.', () => {
    expect(() => checkValueSize(`[${'1,'.repeat(3e6)}1]`)).toThrow('2 million values');
    expect(() => checkValueSize(`"${'a'.repeat(50 * MIB)}"`)).toThrow('48 MiB');
    checkValueSize(`{"a":"${'[,'.repeat(3e6)}"}`);
  });
});

describe('A row that is large, but not too large', () => {
  it.each([
    ['a text of 30 MiB', STRING, 30 * MIB],
    ['a text of commas and brackets', ['"', '[{,', '"'] as const, 20 * MIB],
    ['half a million objects', OBJECTS, 1.5 * MIB],
    ['a million numbers', NUMBERS, 2 * MIB],
  ])('is read: %s.', async (_name, value, bytes) => {
    const reader = readerOf();
    await batchesOf(reader, answerOf(value, bytes));
    expect(reader.records).toBe(3);
  });

  it('leaves room for another row of the same size after it.', async () => {
    const row = `{"day":1,"other":[${'1,'.repeat(7e5)}1]}`;
    const reader = readerOf();
    const answer = toBytes(`{"results":[${[row, row, row, row].join(',')}]}`);
    async function* pieces() {
      for (let at = 0; at < answer.length; at += PIECE_BYTES) yield answer.slice(at, at + PIECE_BYTES);
    }
    await batchesOf(reader, pieces());
    expect(reader.records).toBe(4);
  });
});
