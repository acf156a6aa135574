import fc from 'fast-check';

/** Yields copies of the bytes in chunks, with the given sizes again and again. Chunks may split characters. */
export async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.slice(at, at + size);
    at += size;
  }
}

export function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}

/** Parses JSON with each number as `{number: 'its digits'}`, so that two texts are equal only if every digit is. */
export function lossless(text: string): unknown {
  const reviver = (_name: string, value: unknown, context: { source: string }) =>
    typeof value === 'number' ? { number: context.source } : value;
  return JSON.parse(text, reviver as (name: string, value: unknown) => unknown);
}

const spaces = fc.oneof({ weight: 4, arbitrary: fc.constant('') }, fc.stringMatching(/^[ \t\r\n]{0,4}$/));

const stringUnit = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[ -!#-[\]-~]$/) },
  fc.constantFrom('\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t'),
  fc.constantFrom('é', '漢', '😀', '\u2028', '\u007f', '{', '}', '[', ']', ':', ','),
  fc.stringMatching(/^\\u[0-9a-fA-F]{4}$/),
  fc.constantFrom('\\ud83d', '\\uDE00', '\\u0000', '\\u0041', '\\u0022', '\\u005c'),
);

/** The text of any JSON string in any form, including escapes, surrogate pairs and lone surrogates. */
export const stringText = fc.array(stringUnit, { maxLength: 12 }).map((units) => `"${units.join('')}"`);

/**
 * The text of a member's name. Never one character long, because JSON.parse, with which the tests compare, can read an
 * escaped one as a backslash (nodejs/node#63785).
 */
export const nameText = stringText.filter((text) => (JSON.parse(text) as string).length !== 1);

/** The text of any JSON number, of up to fifty digits. */
const numberText = fc.oneof(
  fc.stringMatching(/^-?(?:0|[1-9]\d{0,30})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/),
  fc.constantFrom('0', '-0', '1.0', '1e3', '1e400', '9007199254740993', '123456789012345678901234567890', '0.10'),
);

export const scalarText = fc.oneof(fc.constantFrom('null', 'true', 'false'), numberText, stringText);

/** The name of a member, sometimes with escapes. */
export function spelled(name: string): fc.Arbitrary<string> {
  const escaped = [...name].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  return fc.constantFrom(JSON.stringify(name), `"${escaped}"`);
}

export function objectText(name: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const member = fc.tuple(spaces, name, spaces, spaces, value, spaces);
  return fc
    .tuple(fc.array(member, { maxLength: 5 }), spaces)
    .map(
      ([members, space]) => `{${space}${members.map(([a, n, b, c, v, d]) => `${a}${n}${b}:${c}${v}${d}`).join(',')}}`,
    );
}

function arrayText(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const element = fc.tuple(spaces, value, spaces).map((parts) => parts.join(''));
  return fc.tuple(fc.array(element, { maxLength: 5 }), spaces).map(([all, space]) => `[${space}${all.join(',')}]`);
}

const unusualName = fc.constantFrom('"__proto__"', '"constructor"', '"results"', '""', '"a\\"b"', '"x"');

/** The text of any JSON value, with whitespace wherever it is allowed, and with repeated names. */
export const valueText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalarText,
    objectText(fc.oneof(unusualName, nameText), tie('value')),
    arrayText(tie('value')),
  ),
})).value;

export const anyRow = objectText(fc.oneof(unusualName, nameText), valueText);

/** `{"results":[…]}` with other members before and after it, or a plain array, both with whitespace anywhere. */
export function answerText(layout: 'results' | 'array', row: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const rows = arrayText(row);
  if (layout === 'array') {
    return fc.tuple(spaces, rows).map((parts) => parts.join(''));
  }
  const otherName = fc.constantFrom('"startTime"', '"details"', '"resultsX"', '"a\\"results"', '"__proto__"');
  const other = fc.tuple(otherName, valueText).map(([name, value]) => `${name}:${value}`);
  const others = fc.array(other, { maxLength: 2 });
  return fc
    .tuple(spaces, others, spelled('results'), spaces, rows, others, spaces)
    .map(
      ([a, before, name, b, all, after, c]) =>
        `${a}{${[...before, `${name}${b}:${b}${all}`, ...after].join(`${c},`)}${c}}`,
    );
}

/** Sizes of chunks: one byte at a time (which costs the most), a few bytes, parts of rows, or everything at once. */
export const chunkSizes = fc.oneof(
  fc.constant([1]),
  { weight: 2, arbitrary: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }) },
  { weight: 4, arbitrary: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 }) },
  fc.constant([1_000_000]),
);
