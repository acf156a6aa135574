import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explodeRow } from '../../../../src/records/convert/explode.ts';
import { joinObject, splitObject } from '../../../../src/records/convert/json-text.ts';
import type { Explode } from '../../../../src/records/shape.ts';
import { objectText, stringText, valueText } from '../answers.ts';

const STEPS: Explode = { fields: ['steps'], parent: { guideId: 'id', changed: 'lastUpdatedAt' }, index: 'stepIndex' };
const OPTIONS: Explode = {
  fields: ['idResponses', 'numericResponses'],
  parent: { guideId: 'guideId', pollId: 'id' },
  index: 'optionIndex',
  id: 'optionId',
  value: 'text',
};

function exploded(row: string, ...levels: readonly Explode[]): string[] {
  return explodeRow(splitObject(row), levels).map((each) => joinObject(each));
}

describe('Exploding a row', () => {
  test('makes a row of each element, with its place and what the parent gives, every digit kept', () => {
    const row =
      '{"id":"g1","lastUpdatedAt":1764000000000,"steps":[{"id":"s1","rank":12345678901234567890.10},{"id":"s2"}]}';
    expect(exploded(row, STEPS)).toEqual([
      '{"id":"s1","rank":12345678901234567890.10,"stepIndex":0,"guideId":"g1","changed":1764000000000}',
      '{"id":"s2","stepIndex":1,"guideId":"g1","changed":1764000000000}',
    ]);
  });

  test.each([
    ['absent', '{"id":"g1"}'],
    ['null', '{"id":"g1","steps":null}'],
    ['an empty list', '{"id":"g1","steps":[ ]}'],
    ['an empty object', '{"id":"g1","steps":{}}'],
  ])('makes no row where the field is %s', (_name, row) => {
    expect(exploded(row, STEPS)).toEqual([]);
  });

  test('takes the entries of an object as elements, under their names', () => {
    const row = '{"id":"p1","idResponses":{"00092h8cl17m85":"Yes","__proto__":"No"}}';
    expect(exploded(row, OPTIONS)).toEqual([
      '{"text":"Yes","optionId":"00092h8cl17m85","optionIndex":0,"guideId":null,"pollId":"p1"}',
      '{"text":"No","optionId":"__proto__","optionIndex":1,"guideId":null,"pollId":"p1"}',
    ]);
  });

  test('names a plain element of a list by its place, and counts on over several fields', () => {
    const row = '{"id":"p1","guideId":"g1","idResponses":["Yes"],"numericResponses":[0, 10]}';
    expect(exploded(row, OPTIONS)).toEqual([
      '{"text":"Yes","optionId":"0","optionIndex":0,"guideId":"g1","pollId":"p1"}',
      '{"text":0,"optionId":"1","optionIndex":1,"guideId":"g1","pollId":"p1"}',
      '{"text":10,"optionId":"2","optionIndex":2,"guideId":"g1","pollId":"p1"}',
    ]);
  });

  test('leaves an element its own id', () => {
    expect(exploded('{"id":"p1","idResponses":[{"optionId":"x"}]}', OPTIONS)).toEqual([
      '{"optionId":"x","optionIndex":0,"guideId":null,"pollId":"p1"}',
    ]);
  });

  test('passes over nothing: what is neither list nor object is one element', () => {
    expect(exploded('{"id":"g1","steps":"odd"}', STEPS)).toEqual([
      '{"steps":"odd","stepIndex":0,"guideId":"g1","changed":null}',
    ]);
  });

  test('goes on level by level', () => {
    const polls: Explode = { fields: ['polls'], parent: { guideId: 'id' }, index: 'pollIndex' };
    const row = '{"id":"g1","polls":[{"id":"p1","idResponses":["a"]},{"id":"p2"},{"id":"p3","numericResponses":[7]}]}';
    expect(exploded(row, polls, OPTIONS)).toEqual([
      '{"text":"a","optionId":"0","optionIndex":0,"guideId":"g1","pollId":"p1"}',
      '{"text":7,"optionId":"0","optionIndex":0,"guideId":"g1","pollId":"p3"}',
    ]);
  });

  test('keeps the text of every element, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(objectText(stringText, valueText), { maxLength: 5 }),
        fc.constantFrom(',', ' ,\t'),
        (elements, comma) => {
          const rows = explodeRow(splitObject(`{"id":1,"steps":[ ${elements.join(comma)} ]}`), [STEPS]);
          expect(rows).toHaveLength(elements.length);
          for (const [index, element] of elements.entries()) {
            const wanted = splitObject(element);
            for (const [name, raw] of wanted) {
              if (!['guideId', 'changed', 'stepIndex'].includes(name)) expect(rows[index]?.get(name)).toBe(raw);
            }
          }
        },
      ),
    );
  });
});
