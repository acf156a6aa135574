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
  test('makes one row per element, with its index and fields of the parent, and keeps every digit', () => {
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
  ])('makes no row if the field is %s', (_name, row) => {
    expect(exploded(row, STEPS)).toEqual([]);
  });

  test('uses the entries of an object as elements, with their names', () => {
    const row = '{"id":"p1","idResponses":{"00092h8cl17m85":"Yes","__proto__":"No"}}';
    expect(exploded(row, OPTIONS)).toEqual([
      '{"text":"Yes","optionId":"00092h8cl17m85","optionIndex":0,"guideId":null,"pollId":"p1"}',
      '{"text":"No","optionId":"__proto__","optionIndex":1,"guideId":null,"pollId":"p1"}',
    ]);
  });

  test('names an element of a list by its index, and continues to count over several fields', () => {
    const row = '{"id":"p1","guideId":"g1","idResponses":["Yes"],"numericResponses":[0, 10]}';
    expect(exploded(row, OPTIONS)).toEqual([
      '{"text":"Yes","optionId":"0","optionIndex":0,"guideId":"g1","pollId":"p1"}',
      '{"text":0,"optionId":"1","optionIndex":1,"guideId":"g1","pollId":"p1"}',
      '{"text":10,"optionId":"2","optionIndex":2,"guideId":"g1","pollId":"p1"}',
    ]);
  });

  test('gives no id twice, even if names in one field equal indexes of another', () => {
    const row = '{"id":"p1","idResponses":{"0":"Bad","3":"Good"},"numericResponses":[0,1]}';
    const ids = exploded(row, OPTIONS).map((text) => JSON.parse(text).optionId);
    expect(ids).toEqual(['0', '3', '2', 'numericResponses.3']);
  });

  test('uses the id of an object', () => {
    expect(exploded('{"id":"p1","idResponses":[{"id":"00a","text":"Yes"}]}', OPTIONS)).toEqual([
      '{"id":"00a","text":"Yes","optionId":"00a","optionIndex":0,"guideId":null,"pollId":"p1"}',
    ]);
  });

  test('includes equal elements once and blank ones never, and marks the one that the parent has', () => {
    const level: Explode = {
      fields: ['metadata.auto.accountids', 'metadata.auto.accountid'],
      parent: { visitorId: 'visitorId' },
      value: 'accountId',
      distinct: true,
      equals: { name: 'isCurrent', path: 'metadata.auto.accountid' },
    };
    const row = '{"visitorId":"v","metadata":{"auto":{"accountids":["a","\\u0062","a","",null,7],"accountid":"b"}}}';
    expect(exploded(row, level)).toEqual([
      '{"accountId":"a","visitorId":"v","isCurrent":false}',
      '{"accountId":"\\u0062","visitorId":"v","isCurrent":true}',
      '{"accountId":7,"visitorId":"v","isCurrent":false}',
    ]);
    expect(exploded('{"visitorId":"v","metadata":{"auto":{"accountid":"b"}}}', level)).toEqual([
      '{"accountId":"b","visitorId":"v","isCurrent":true}',
    ]);
    expect(exploded('{"visitorId":"v","metadata":null}', level)).toEqual([]);
  });

  test('finds the groups of apps, and decides by the known apps whether an id is negative', () => {
    const level: Explode = { fields: ['metadata'], parent: {}, id: 'appId', whole: 'fields', appGroups: true };
    const row =
      '{"metadata":{"auto":{},"auto__5":{"lastvisit":1},"auto_6":{},"auto__7":null,"auto_8x":{},"auto_9":{"a":1.50}}}';
    const of = (appIds?: readonly string[]) =>
      explodeRow(splitObject(row), [level], appIds && new Set(appIds)).map((each) => joinObject(each));
    expect(of()).toEqual([
      '{"fields":{"lastvisit":1},"appId":"-5"}',
      '{"fields":{},"appId":"6"}',
      '{"fields":{"a":1.50},"appId":"9"}',
    ]);
    expect(of(['5', '-6', '9', '-9'])).toEqual([
      '{"fields":{"lastvisit":1},"appId":"5"}',
      '{"fields":{},"appId":"-6"}',
      '{"fields":{"a":1.50},"appId":"9"}',
    ]);
  });

  test('finds the element of another field that lists the id', () => {
    const level: Explode = {
      fields: ['polls'],
      parent: {},
      listedBy: { name: 'guideStepId', field: 'steps', ids: 'pollIds' },
    };
    const row = '{"steps":[{"id":"s1"},{"id":"s2","pollIds":["p2","p1"]}],"polls":[{"id":"p1"},{"id":"p9"},{}]}';
    expect(exploded(row, level)).toEqual([
      '{"id":"p1","guideStepId":"s2"}',
      '{"id":"p9","guideStepId":null}',
      '{"guideStepId":null}',
    ]);
  });

  test('keeps the id of an element', () => {
    expect(exploded('{"id":"p1","idResponses":[{"optionId":"x"}]}', OPTIONS)).toEqual([
      '{"optionId":"x","optionIndex":0,"guideId":null,"pollId":"p1"}',
    ]);
  });

  test('treats a value that is neither a list nor an object as one element', () => {
    expect(exploded('{"id":"g1","steps":"odd"}', STEPS)).toEqual([
      '{"steps":"odd","stepIndex":0,"guideId":"g1","changed":null}',
    ]);
  });

  test('works on several levels', () => {
    const polls: Explode = { fields: ['polls'], parent: { guideId: 'id' }, index: 'pollIndex' };
    const row = '{"id":"g1","polls":[{"id":"p1","idResponses":["a"]},{"id":"p2"},{"id":"p3","numericResponses":[7]}]}';
    expect(exploded(row, polls, OPTIONS)).toEqual([
      '{"text":"a","optionId":"0","optionIndex":0,"guideId":"g1","pollId":"p1"}',
      '{"text":7,"optionId":"0","optionIndex":0,"guideId":"g1","pollId":"p3"}',
    ]);
  });

  test('keeps the text of every element', () => {
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
