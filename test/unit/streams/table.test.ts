import { describe, expect, test } from 'vitest';
import type { Config, Period } from '../../../src/config/types.ts';
import { findStream, STREAMS, streamsOf } from '../../../src/streams/index.ts';
import { snakeCase } from '../../../src/streams/names.ts';
import { BUCKET, bucketName, type StreamDefinition } from '../../../src/streams/types.ts';
import { PULL_STREAMS, STREAM_FACTS } from '../../helpers/streams/index.ts';

const PERIODS: readonly Period[] = ['day', 'hour'];
const ONE_LINE = /^\S[^\n]*\.$/;

test('the streams have the keys and cursors of the design', () => {
  const actual = STREAMS.map(({ name, primaryKey, cursor }) => [name, [primaryKey.join(' '), cursor]]);
  const wanted = Object.entries(STREAM_FACTS).map(([name, { key, cursor }]) => [name, [key, cursor]]);
  expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(wanted));
});

test('some streams exist only if the config has their property', () => {
  const without = { webhooks: undefined, segmentIds: undefined, reportIds: undefined };
  const webhooks = { inboxUrl: 'https://webhooks.example.com', token: 'token' };
  const namesWith = (config: Partial<Config>) => streamsOf({ ...without, ...config }).map(({ name }) => name);
  expect(streamsOf({ webhooks, segmentIds: 'all', reportIds: ['a'] })).toEqual(STREAMS);
  expect(namesWith({})).toEqual(PULL_STREAMS);
  expect(namesWith({ segmentIds: ['a'] })).toEqual(expect.arrayContaining(['segment_members', ...PULL_STREAMS]));
  expect(namesWith({ reportIds: 'all' })).not.toContain('segment_members');
});

test('each event name belongs to at most one stream, and all other events to one stream', () => {
  const events = STREAMS.flatMap(({ source }) => (source.kind === 'webhooks' ? [source.events] : []));
  const named = events.flatMap((each) => ('only' in each ? each.only : []));
  expect(named).toEqual([...new Set(named)]);
  expect(events.flatMap((each) => ('except' in each ? [each.except] : []))).toEqual([named]);
});

test('a stream is found by its name, and an unknown name finds none', () => {
  for (const stream of STREAMS) {
    expect(findStream(stream.name)).toBe(stream);
  }
  expect(findStream('report')).toBeUndefined();
  expect(findStream('__proto__')).toBeUndefined();
});

describe.each(STREAMS)('$name', (definition) => {
  const { columns, nestedColumns = [], maxTime, primaryKey, cursor } = definition;

  test.each(PERIODS)('has no two columns with the same name, with the period %s', (period) => {
    const names = [
      ...Object.keys(columns).map((field) => snakeCase(bucketName(field, period))),
      ...nestedColumns.map(({ name }) => name),
      ...(maxTime ? [maxTime.name] : []),
      'row_number',
      'additional_fields',
    ];
    expect(names).toEqual([...new Set(names)]);
  });

  test('has every column of its key, and its cursor is a time or the sequence of webhooks', () => {
    const types = new Map<string, string>([
      ...Object.entries(columns).map(([field, { type }]) => [snakeCase(field), type] as const),
      ...nestedColumns.map(({ name, type }) => [name, type] as const),
      ['row_number', 'integer'],
    ]);
    for (const column of primaryKey) {
      expect(types.get(column), column).toMatch(/^(string|integer|time)$/);
    }
    if (cursor !== undefined && cursor !== maxTime?.name) {
      expect(types.get(cursor)).toBe(definition.source.kind === 'webhooks' ? 'integer' : 'time');
    }
  });

  test('takes its latest time from its own time columns', () => {
    for (const field of maxTime?.fields ?? []) {
      expect(columns[field]?.type, field).toBe('time');
    }
  });

  test('describes itself and every column in one line', () => {
    const described = [definition, ...Object.values(columns), ...nestedColumns, ...(maxTime ? [maxTime] : [])];
    for (const { description } of described) {
      expect(description).toMatch(ONE_LINE);
      expect(description.length).toBeLessThan(120);
    }
  });

  test('refers to fields of its rows in its source', () => {
    expect(Object.keys(columns)).toEqual(expect.arrayContaining([...fieldsNamedBySource(definition)]));
  });
});

/** The fields that are needed to read the stream. */
function fieldsNamedBySource({ source, explode, nestedColumns = [] }: StreamDefinition): readonly string[] {
  if (explode !== undefined) return Object.keys(explode.at(-1)?.parent ?? {});
  switch (source.kind) {
    case 'aggregated_events':
      return [BUCKET];
    case 'single_events':
      return [source.timeField];
    case 'list':
      return ['id'];
    case 'entities':
      expect(nestedColumns.map(({ path }) => path.join('.'))).toEqual([source.updatedPath]);
      return [source.idField];
    case 'webhooks':
      return ['sequence', 'receivedAt', 'eventTime'];
    case 'seen_states':
      return source.timeFields;
    case 'metadata':
      return ['group'];
    default:
      return [];
  }
}
