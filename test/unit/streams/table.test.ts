import { describe, expect, test } from 'vitest';
import type { Period } from '../../../src/config/types.ts';
import { findStream, STREAMS, streamsOf } from '../../../src/streams/index.ts';
import { snakeCase } from '../../../src/streams/names.ts';
import { BUCKET, bucketName } from '../../../src/streams/types.ts';
import { PULL_STREAMS, STREAM_FACTS } from '../../helpers/streams/index.ts';

const PERIODS: readonly Period[] = ['day', 'hour'];
const ONE_LINE = /^\S[^\n]*\.$/;

test('the streams have the keys and cursors of the design', () => {
  const actual = STREAMS.map(({ name, primaryKey, cursor }) => [name, [primaryKey.join(' '), cursor]]);
  const wanted = Object.entries(STREAM_FACTS).map(([name, { key, cursor }]) => [name, [key, cursor]]);
  expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(wanted));
});

test('the streams of webhooks are there only with webhooks in the config', () => {
  const webhooks = { inboxUrl: 'https://webhooks.example.com', token: 'token' };
  expect(streamsOf({ webhooks })).toEqual(STREAMS);
  expect(streamsOf({ webhooks: undefined }).map(({ name }) => name)).toEqual(PULL_STREAMS);
});

test('each name of an event belongs to one stream at most, and all others to one', () => {
  const events = STREAMS.flatMap(({ source }) => (source.kind === 'webhooks' ? [source.events] : []));
  const named = events.flatMap((each) => ('only' in each ? each.only : []));
  expect(named).toEqual([...new Set(named)]);
  expect(events.flatMap((each) => ('except' in each ? [each.except] : []))).toEqual([named]);
});

test('a stream is found by its name, and an unknown name finds none', () => {
  for (const stream of STREAMS) {
    expect(findStream(stream.name)).toBe(stream);
  }
  expect(findStream('reports')).toBeUndefined();
  expect(findStream('__proto__')).toBeUndefined();
});

describe.each(STREAMS)('$name', (definition) => {
  const { columns, nestedColumns = [], maxTime, primaryKey, cursor } = definition;

  test.each(PERIODS)('has no two columns of one name, with the period %s', (period) => {
    const names = [
      ...Object.keys(columns).map((field) => snakeCase(bucketName(field, period))),
      ...nestedColumns.map(({ name }) => name),
      ...(maxTime ? [maxTime.name] : []),
      'row_number',
      'additional_fields',
    ];
    expect(names).toEqual([...new Set(names)]);
  });

  test('has every column of its key, and its cursor is a time, or a sequence of webhooks', () => {
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

  test('takes its latest time from times of its own', () => {
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

  test('names fields of its rows in its source', () => {
    const { source } = definition;
    const fields = Object.keys(columns);
    if (source.kind === 'aggregated_events') {
      expect(fields).toContain(BUCKET);
      expect(primaryKey).toContain(BUCKET);
    } else if (source.kind === 'single_events') {
      expect(fields).toContain(source.timeField);
    } else if (source.kind === 'list') {
      expect(fields).toContain('id');
    } else if (source.kind === 'entities') {
      expect(fields).toEqual([source.idField]);
      expect(nestedColumns.map(({ path }) => path.join('.'))).toEqual([source.updatedPath]);
    } else if (source.kind === 'webhooks') {
      expect(fields).toEqual(expect.arrayContaining(['sequence', 'receivedAt', 'eventTime']));
    } else {
      expect(fields).toContain(source.kind === 'metadata' ? 'group' : 'visitorId');
    }
  });
});
