import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../../../../src/airbyte/errors.ts';
import { BadAnswerError, CutAnswerError } from '../../../../src/records/answer/errors.ts';
import { readJsonRows } from '../../../../src/records/answer/json-rows.ts';
import { answerText, anyRow, chunkSizes, collect, inChunks, toBytes } from '../answers.ts';

const LARGEST_CHUNK = 97;
type Layout = 'results' | 'array';

async function rowsOf(text: string | Uint8Array, layout: Layout = 'results', sizes: readonly number[] = [7]) {
  const bytes = typeof text === 'string' ? toBytes(text) : text;
  return (await collect(readJsonRows(inChunks(bytes, sizes), layout))).flat();
}

async function failure(
  text: string | Uint8Array,
  layout: Layout = 'results',
  sizes?: readonly number[],
): Promise<unknown> {
  return rowsOf(text, layout, sizes).then(
    () => undefined,
    (error: unknown) => error,
  );
}

const anyAnswer = fc
  .constantFrom<Layout>('results', 'array')
  .chain((layout) => fc.record({ layout: fc.constant(layout), text: answerText(layout, anyRow) }));

describe('readJsonRows', () => {
  it.each(['n', 'nu', 'nul'])(
    'fails for %s, a null that is cut off, instead of reading an empty list.',
    async (text) => {
      expect(await failure(text, 'array')).toBeInstanceOf(CutAnswerError);
    },
  );

  it('finds the rows of any answer wherever chunks are split', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, chunkSizes, async ({ layout, text }, sizes) => {
        const whole = JSON.parse(text) as { results: unknown } | unknown[];
        const expected = layout === 'results' ? (whole as { results: unknown }).results : whole;
        expect(JSON.stringify(await rowsOf(text, layout, sizes))).toBe(JSON.stringify(expected));
      }),
      { numRuns: 500 },
    );
  });

  it('treats an answer that is cut off at any byte as an error, never as a short page', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, async ({ layout, text }) => {
        const bytes = toBytes(text);
        const wrong: unknown[] = [];
        for (let length = 0; length < bytes.length; length += 1) {
          const error = await failure(bytes.subarray(0, length), layout, [1 + (length % LARGEST_CHUNK)]);
          if (!(error instanceof CutAnswerError)) wrong.push([length, error]);
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('agrees with JSON.parse about what is valid JSON if one character of an answer is changed or missing', async () => {
    const damage = fc.tuple(
      anyAnswer,
      fc.nat(),
      fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', 'x', '0', ' '),
    );
    await fc.assert(
      fc.asyncProperty(damage, async ([{ layout, text }, position, replacement]) => {
        const letters = [...text];
        const damaged = letters.with(position % letters.length, replacement).join('');
        const read = await rowsOf(damaged, layout).catch(() => undefined);
        if (read !== undefined) {
          const whole = JSON.parse(damaged) as { results: unknown } | unknown[];
          const expected = layout === 'results' ? (whole as { results: unknown }).results : whole;
          expect(JSON.stringify(read)).toBe(JSON.stringify(expected ?? []));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['results first', '{"results":[{"a":1}],"startTime":1}'],
    ['results last', '{"startTime":1,"details":{"validThrough":{"1":2}},"results":[{"a":1}]}'],
    ['a nested results before', '{"details":{"results":[{"b":2}]},"results":[{"a":1}]}'],
    ['a nested results after', '{"results":[{"a":1}],"details":[{"results":[{"b":2}]}]}'],
    ['a text that says results', '{"x":"results","results":[{"a":1}]}'],
    ['a byte order mark', '\ufeff{"results":[{"a":1}]}'],
    ['whitespace everywhere', '\r\n {\t"results" :\n[ {"a" : 1 } ] , "x" : 1 } \n\n'],
  ])('reads an answer with %s, one byte at a time', async (_name, text) => {
    expect(await rowsOf(text, 'results', [1])).toEqual([{ a: 1 }]);
  });

  it.each([
    ['an empty array', '{"results":[]}', 'results'],
    ['an array of spaces', '{"results":[ \n ]}', 'results'],
    ['null', '{"startTime":5,"results": null }', 'results'],
    ['an empty plain array', ' [] ', 'array'],
    ['null instead of a plain array', 'null', 'array'],
    ['null with spaces and a byte order mark', '\ufeff \r\nnull\n ', 'array'],
  ] as const)('reads %s as no rows', async (_name, text, layout) => {
    expect(await rowsOf(text, layout, [1])).toEqual([]);
  });

  it.each([
    ['HTML', '<html><body>Sign in, Jane</body></html>', 'results'],
    ['a plain array instead of an object', '[{"a":"Jane"}]', 'results'],
    ['an object instead of a plain array', '{"results":[]}', 'array'],
    ['an error object', '{"error":"Jane"}', 'results'],
    ['null instead of an object', 'null', 'results'],
    ['a word that is not null', 'nil', 'array'],
    ['a word that begins with null', 'nulll', 'array'],
    ['a null with a space inside', 'nu ll', 'array'],
    ['two nulls', 'null null', 'array'],
    ['an array after null', 'null[]', 'array'],
    ['a row that is null in a plain array', '[null]', 'array'],
    ['an empty object', '{}', 'results'],
    ['results that are an object', '{"results":{"a":"Jane"}}', 'results'],
    ['results that are a text', '{"results":"Jane"}', 'results'],
    ['results that are a number', '{"results":12}', 'results'],
    ['results that are a word', '{"results":nil}', 'results'],
    ['results twice', '{"results":[{"a":1}],"results":[]}', 'results'],
    ['a row that is a number', '{"results":[1]}', 'results'],
    ['a row that is null', '{"results":[{"a":1},null]}', 'results'],
    ['a row that is an array', '[[{"a":1}]]', 'array'],
    ['a row with an extra comma', '{"results":[{"a":"Jane",}]}', 'results'],
    ['a row with brackets that do not match', '{"results":[{"a":[1}]}', 'results'],
    ['a row with a raw line break in a text', '{"results":[{"a":"Jane\n"}]}', 'results'],
    ['a row with an invalid number', '{"results":[{"a":01}]}', 'results'],
    ['a comma after the last row', '{"results":[{"a":1},]}', 'results'],
    ['a comma after the last member', '{"results":[],}', 'results'],
    ['two values for one key', '{"results":[],"x":1 2}', 'results'],
    ['rows without a comma', '{"results":[{"a":1}{"a":2}]}', 'results'],
    ['a key without quotes', '{results:[]}', 'results'],
    ['a key without a value', '{"results"}', 'results'],
    ['a broken value next to the results', '{"results":[],"x":Jane}', 'results'],
    ['a second value after the first', '{"results":[]}{"results":[]}', 'results'],
    ['a letter after the end', '[]x', 'array'],
    ['a NUL byte after the end', '[]\u0000', 'array'],
    ['an incomplete byte order mark', Uint8Array.of(0xef, 0xbb, 0x5b, 0x5d), 'array'],
  ] as const)('refuses %s, with an error that does not repeat it', async (_name, text, layout) => {
    const error = await failure(text, layout);
    expect(error).toBeInstanceOf(BadAnswerError);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ failureType: 'transient_error', name: 'BadAnswerError' });
    const { message, internalMessage = '', cause } = error as BadAnswerError;
    expect(message + internalMessage).not.toContain('Jane');
    expect(cause).toBeUndefined();
  });

  it('throws a transient error for an answer that is cut off', async () => {
    expect(await failure('{"results":[{"a":1}')).toMatchObject({
      failureType: 'transient_error',
      name: 'CutAnswerError',
    });
    expect(await failure('')).toBeInstanceOf(CutAnswerError);
  });

  it('reads rows that are nested a hundred thousand levels deep', async () => {
    const text = `{"results":[{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`;
    expect(await rowsOf(text, 'results', [4096])).toHaveLength(1);
  });

  it('passes on an error of the connection', async () => {
    async function* torn(): AsyncGenerator<Uint8Array> {
      yield toBytes('{"results":[');
      throw new Error('socket hang up');
    }
    await expect(collect(readJsonRows(torn(), 'results'))).rejects.toThrow('socket hang up');
  });
});
