import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stateMessage } from '../../../src/airbyte/messages.ts';
import { parseState } from '../../../src/airbyte/state.ts';

/** Prints, stores and returns a state, as Airbyte does. */
function roundTrip(state: Record<string, unknown>) {
  const line = JSON.stringify(stateMessage('visitors', state, 0));
  return { line, state: parseState([JSON.parse(line)], new Set(['visitors'])).get('visitors') };
}

/** Escapes that PostgreSQL's jsonb refuses: JSON.stringify writes them for NUL and for lone surrogates. */
const REFUSED = /\\u0000|\\ud[89a-f][0-9a-f]{2}/i;

test.each([
  ['NUL', 'a\u0000b'],
  ['the first surrogate of an emoji', 'a\ud83d'],
  ['the second surrogate of an emoji', '\ude00a'],
  ['surrogates in the wrong order', '\ude00\ud83d'],
  ['only NUL', '\u0000'],
  ['our own encoding', 'utf-16le;base64,YQA='],
])('A state whose id contains %s is accepted by jsonb and is read back exactly.', (_name, id) => {
  for (const state of [{ resume: { after: id } }, { made_with: { ids: [id, [id]] } }, { objects: { [id]: 1 } }]) {
    const passed = roundTrip(state);
    expect(passed.line).not.toMatch(REFUSED);
    expect(passed.state).toEqual(state);
  }
});

test.each(['', 'plain', '😀 whole', 'é\u0001\n"\\', '\\u0000', 'base64,YQA='])(
  'A state whose id is %j stays readable.',
  (id) => {
    const { line, state } = roundTrip({ resume: { after: id } });
    expect(line).toContain(`"after":${JSON.stringify(id)}`);
    expect(state).toEqual({ resume: { after: id } });
  },
);

test('Any state is read back unchanged.', () => {
  const text = fc.string({ unit: 'binary' }).map((each) => `x${each}`);
  const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes));
  const value = fc.oneof(text, anyText, fc.integer(), fc.boolean(), fc.constant(null), fc.array(anyText));
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(text, fc.constant('__proto__')), value, { minKeys: 1 }), (state) => {
      expect(JSON.stringify(roundTrip({ cursor: 1, nested: state }).state)).toBe(
        JSON.stringify({ cursor: 1, nested: state }),
      );
    }),
  );
});

test('A state of an older version, with an unencoded id, is read.', () => {
  const old = {
    type: 'STREAM',
    stream: { stream_descriptor: { name: 'visitors' }, stream_state: { resume: { after: 'a\u0000\ud83d' } } },
  };
  expect(parseState([old], new Set(['visitors'])).get('visitors')).toEqual({ resume: { after: 'a\u0000\ud83d' } });
});
