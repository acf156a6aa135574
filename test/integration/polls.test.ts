import { afterEach, describe, expect, test } from 'vitest';
import { type FakePendo, fakePendo } from '../helpers/fake-pendo.ts';
import { expectComplete } from '../helpers/read-emulator.ts';
import { readHere } from '../helpers/read-here.ts';
import { recordsOf } from '../helpers/run.ts';

const UPDATED_AT = Date.UTC(2026, 5, 1);
let pendo: FakePendo | undefined;

afterEach(() => pendo?.close());

/** Reads a stream from guides that are given as JSON or as a value. */
async function read(stream: string, guides: string | readonly object[]) {
  const whole = typeof guides === 'string' ? guides : JSON.stringify(guides);
  pendo = await fakePendo(({ path }) => (path.endsWith('/guide') ? { whole } : []));
  const run = await readHere(stream, { config: pendo.config });
  expectComplete(run);
  return recordsOf(run.messages, stream);
}

async function optionsOf(poll: string) {
  const guide = `{"id":"g","lastUpdatedAt":${UPDATED_AT},"polls":[${poll}]}`;
  const records = await read('poll_options', `[${guide}]`);
  for (const { guide_id, poll_id, guide_last_updated_at } of records) {
    expect([guide_id, poll_id, guide_last_updated_at]).toEqual(['g', 'p', new Date(UPDATED_AT).toISOString()]);
  }
  expect(records.map(({ option_index }) => option_index)).toEqual(records.map((_, index) => index));
  return records.map(({ option_id, text }) => [option_id, text]);
}

describe('The answers that a poll offers', () => {
  test.each([
    [
      'an object',
      '{"00092h8cl17m85":"Reports","0":"No","1":"Yes"}',
      [
        ['00092h8cl17m85', 'Reports'],
        ['0', 'No'],
        ['1', 'Yes'],
      ],
    ],
    [
      'a list of texts',
      '["No","Yes","007"]',
      [
        ['0', 'No'],
        ['1', 'Yes'],
        ['2', '007'],
      ],
    ],
    [
      'a list of objects',
      '[{"id":"00092h8cl17m85","text":"Reports"},{"id":"0009","text":""}]',
      [
        ['00092h8cl17m85', 'Reports'],
        ['0009', ''],
      ],
    ],
    [
      'a list of objects with numbers as ids',
      '[{"id":12345678901234567890,"text":"a"},{"id":0,"text":"b"}]',
      [
        ['12345678901234567890', 'a'],
        ['0', 'b'],
      ],
    ],
    [
      'a list of objects without ids',
      '[{"text":"a"},{"text":"b"}]',
      [
        ['0', 'a'],
        ['1', 'b'],
      ],
    ],
    [
      'an object of objects',
      '{"00a":{"text":"a"},"00b":{"text":"b"}}',
      [
        ['00a', 'a'],
        ['00b', 'b'],
      ],
    ],
    [
      'an object of numbers',
      '{"1e5":5,"1":0.10}',
      [
        ['1e5', '5'],
        ['1', '0.10'],
      ],
    ],
    [
      'a list with a null',
      '["a",null,"b"]',
      [
        ['0', 'a'],
        ['1', null],
        ['2', 'b'],
      ],
    ],
    ['null', 'null', []],
    ['an empty object', '{}', []],
    ['an empty list', '[]', []],
    [
      'a list in which ids repeat',
      '[{"id":"x","text":"a"},{"id":"x","text":"b"},{"id":"x","text":"c"},{"id":"idResponses.x","text":"d"}]',
      [
        ['x', 'a'],
        ['idResponses.x', 'b'],
        ['idResponses.x.2', 'c'],
        ['idResponses.idResponses.x', 'd'],
      ],
    ],
  ])('are one row each, with their ids as text, from %s.', async (_form, idResponses, wanted) => {
    expect(await optionsOf(`{"id":"p","idResponses":${idResponses}}`)).toEqual(wanted);
  });

  test('come also from numericResponses, and never with the same id as those of idResponses.', async () => {
    expect(await optionsOf('{"id":"p","numericResponses":[1,2.50,10]}')).toEqual([
      ['0', '1'],
      ['1', '2.50'],
      ['2', '10'],
    ]);
    expect(await optionsOf('{"id":"p","idResponses":["bad","good"],"numericResponses":[1,2]}')).toEqual([
      ['0', 'bad'],
      ['1', 'good'],
      ['2', '1'],
      ['3', '2'],
    ]);
  });

  test('of two polls with the same id in two guides are four rows.', async () => {
    const guide = (id: string) => ({ id, polls: [{ id: 'p', idResponses: { 0: 'No', 1: 'Yes' } }] });
    const records = await read('poll_options', [guide('g1'), guide('g2'), { id: 'none' }, { id: 'null', polls: null }]);
    expect(records.map(({ guide_id, option_id }) => [guide_id, option_id])).toEqual([
      ['g1', '0'],
      ['g1', '1'],
      ['g2', '0'],
      ['g2', '1'],
    ]);
  });
});

describe('The polls', () => {
  test('have the step that lists them, their type and their follow-up poll.', async () => {
    const records = await read('polls', [
      {
        id: 'g',
        lastUpdatedAt: UPDATED_AT,
        steps: [
          { id: 's1' },
          { id: 's2', pollIds: null },
          { id: 's3', pollIds: ['00092h8cl17', 'x'] },
          { id: 's4', pollIds: ['00092h8cl17', 'why'] },
        ],
        polls: [
          {
            id: '00092h8cl17',
            question: 'How likely?',
            attributes: { type: 'NPSRating', followUp: 'why' },
            numericResponses: [0, 10],
          },
          { id: 'why', question: '42', attributes: { type: 'FreeForm', followUp: '' } },
          { id: 'alone' },
        ],
      },
    ]);
    expect(
      records.map(({ id, poll_index, guide_step_id, type, follow_up_poll_id, question }) => [
        id,
        poll_index,
        guide_step_id,
        type,
        follow_up_poll_id,
        question,
      ]),
    ).toEqual([
      ['00092h8cl17', 0, 's3', 'NPSRating', 'why', 'How likely?'],
      ['why', 1, 's4', 'FreeForm', '', '42'],
      ['alone', 2, null, null, null, null],
    ]);
  });

  test.each([
    ['{"00092h8cl17m85":"a","x":"b"}'],
    ['["a","b"]'],
    ['[{"id":12345678901234567890,"text":"a"}]'],
    ['"text"'],
  ])('keep the offered answers unchanged: %s.', async (idResponses) => {
    const records = await read('polls', `[{"id":"g","polls":[{"id":"p","idResponses":${idResponses}}]}]`);
    expect(JSON.stringify(records[0]?.id_responses)).toBe(idResponses);
  });

  test('come only from guides of the apps in app_ids.', async () => {
    const guides = [
      { id: 'g1', appId: 1, polls: [{ id: 'p' }] },
      { id: 'g2', appIds: [2, 3], polls: [{ id: 'p' }] },
      { id: 'g3', polls: [{ id: 'p' }] },
    ];
    pendo = await fakePendo(({ path }) => (path.endsWith('/guide') ? guides : []));
    const run = await readHere('polls', { config: { ...pendo.config, app_ids: '3' } });
    expect(recordsOf(run.messages, 'polls').map(({ guide_id }) => guide_id)).toEqual(['g2', 'g3']);
  });
});
