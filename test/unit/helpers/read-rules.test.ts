import { expect, test } from 'vitest';
import { type AirbyteMessage, type Catalog, configureCatalog } from '../../helpers/airbyte/messages.ts';
import { checkMessages } from '../../helpers/protocol.ts';
import { checkReadRun } from '../../helpers/read-rules.ts';

const CATALOG: Catalog = {
  streams: [
    {
      name: 'pages',
      json_schema: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          size: { type: ['null', 'integer'] },
          at: { type: ['null', 'string'], format: 'date-time' },
        },
      },
      supported_sync_modes: ['full_refresh', 'incremental'],
      default_cursor_field: ['at'],
      source_defined_primary_key: [['id']],
    },
  ],
};
const CONFIGURED = configureCatalog(CATALOG);

const record = (data: object) => ({ type: 'RECORD', record: { stream: 'pages', data, emitted_at: 5 } });
const status = (name: string) => ({
  type: 'TRACE',
  trace: {
    type: 'STREAM_STATUS',
    emitted_at: 5,
    stream_status: { stream_descriptor: { name: 'pages' }, status: name },
  },
});
const state = (content: object, recordCount: unknown) => ({
  type: 'STATE',
  state: {
    type: 'STREAM',
    stream: { stream_descriptor: { name: 'pages' }, stream_state: content },
    sourceStats: { recordCount },
  },
});
const [FIRST, SECOND] = [record({ id: 'a', size: 1, at: '2026-01-31T00:00:00.000Z' }), record({ id: 'b', size: null })];
const [STARTED, RUNNING, COMPLETE] = [status('STARTED'), status('RUNNING'), status('COMPLETE')];
const GOOD = [STARTED, RUNNING, FIRST, state({ at: 1 }, 1), SECOND, state({ at: 2 }, 1), COMPLETE];

function check(messages: readonly object[], exitCode = 0): string[] {
  return checkReadRun(messages as readonly AirbyteMessage[], CONFIGURED, { exitCode });
}

test('A run that follows every rule has no problem.', () => {
  expect(check(GOOD)).toEqual([]);
});

const LATER = { ...FIRST, record: { ...FIRST.record, emitted_at: 6 } };

type Broken = readonly [rule: string, messages: readonly object[], problem: string, exitCode?: number];

const BROKEN: readonly Broken[] = [
  ['a time that goes back', GOOD.with(2, LATER), 'emitted_at'],
  ['no RUNNING', GOOD.filter((message) => message !== RUNNING), 'statuses are'],
  ['no last status', GOOD.slice(0, -1), 'statuses are'],
  ['two last statuses', [...GOOD, status('INCOMPLETE')], 'statuses are'],
  ['a record before STARTED', [FIRST, ...GOOD.filter((message) => message !== FIRST)], 'before STARTED'],
  ['a state after COMPLETE', [...GOOD, state({ at: 3 }, 0)], 'after the last status'],
  ['no state', [STARTED, RUNNING, COMPLETE], 'there is no state'],
  ['an empty state', [STARTED, RUNNING, state({}, 0), COMPLETE], '/state/stream/stream_state'],
  ['a wrong count', [STARTED, RUNNING, FIRST, state({ at: 1 }, 2), COMPLETE], 'counts 2 records, 1 came'],
  ['records after the state', [STARTED, RUNNING, state({ at: 1 }, 0), FIRST, COMPLETE], 'after the last state'],
  ['equal states', [STARTED, RUNNING, state({ at: 1 }, 0), FIRST, state({ at: 1 }, 1), COMPLETE], 'are equal'],
  ['a repeated key', [STARTED, RUNNING, FIRST, FIRST, state({ at: 1 }, 2), COMPLETE], 'comes twice'],
  ['a key of null', [STARTED, RUNNING, record({ id: null }), state({ at: 1 }, 1), COMPLETE], "the key's id is null"],
  ['a wrong type', [STARTED, RUNNING, record({ id: 'a', size: 'x' }), state({ at: 1 }, 1), COMPLETE], 'schema:/size'],
  [
    'an invalid time',
    [STARTED, RUNNING, record({ id: 'a', at: '31.1.' }), state({ at: 1 }, 1), COMPLETE],
    'schema:/at',
  ],
  ['an undeclared column', [STARTED, RUNNING, record({ id: 'a', b: 1 }), state({ at: 1 }, 1), COMPLETE], '"b" is not'],
  [
    'a stream that is not in the catalog',
    [...GOOD, { type: 'RECORD', record: { stream: 'x', data: { a: 1 }, emitted_at: 1 } }],
    'not name',
  ],
  ['exit code 0 after a failure', [STARTED, RUNNING, status('INCOMPLETE')], 'The exit code is 0'],
  ['exit code 1 after a success', GOOD, 'The exit code is 1', 1],
];

for (const [rule, messages, problem, exitCode] of BROKEN) {
  test(`It reports ${rule}.`, () => {
    expect(check(messages, exitCode).join('\n')).toContain(problem);
  });
}

test('A number with a decimal point is not an integer, but a large number is.', () => {
  const raw = (digits: string) => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits);
  const run = (size: unknown) => [STARTED, RUNNING, record({ id: 'a', size }), state({ at: 1 }, 1), COMPLETE];
  expect(check(run(raw('1.0'))).join()).toContain('schema:/size');
  expect(check(run(raw('123456789012345678901234567890')))).toEqual([]);
});

const INVALID: readonly (readonly [mistake: string, message: unknown, problem: string])[] = [
  ['a misspelt key', { ...FIRST, sourceStat: 1 }, '"sourceStat"'],
  ['a namespace', { type: 'RECORD', record: { ...FIRST.record, namespace: 'n' } }, '"namespace"'],
  ['an empty record', record({}), '/record/data'],
  ['a count as text', state({ at: 1 }, '1'), '/state/sourceStats/recordCount'],
  ['an unknown level', { type: 'LOG', log: { level: 'WARNING', message: 'm' } }, '/log/level'],
  ['an unknown status', status('DONE'), '/trace/stream_status/status'],
  ['an unknown type', { type: 'RECORDS' }, 'no kind of Airbyte message'],
  ['a time as text', { type: 'RECORD', record: { ...FIRST.record, emitted_at: '5' } }, '/record/emitted_at'],
  ['a spec without a schema', { type: 'SPEC', spec: {} }, 'connectionSpecification'],
];

test.each(INVALID)('A message with %s breaks the protocol.', (_mistake, message, problem) => {
  expect(checkMessages([message as AirbyteMessage]).join('\n')).toContain(problem);
});
