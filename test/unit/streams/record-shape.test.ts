import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toAirbyteStream } from '../../../src/streams/catalog.ts';
import { accounts } from '../../../src/streams/definitions/accounts.ts';
import { visitorHistory } from '../../../src/streams/definitions/visitor-history.ts';
import { visitors } from '../../../src/streams/definitions/visitors.ts';
import { STREAMS } from '../../../src/streams/index.ts';
import { metadataGroups } from '../../../src/streams/metadata-types.ts';
import { groupsFromCatalog, recordShape } from '../../../src/streams/record-shape.ts';
import { propertiesOf } from './schema-checks.ts';

describe.each(STREAMS)('$name', (definition) => {
  test.each(['day', 'hour'] as const)('makes records of exactly the columns of its schema, by %s', (period) => {
    const shape = recordShape(definition, period);
    const made = [
      ...shape.columns.map(({ name }) => name),
      ...(shape.nestedColumns ?? []).map(({ name }) => name),
      ...(shape.maxTime ? [shape.maxTime.name] : []),
      ...(shape.calendarDate ? [shape.calendarDate.name] : []),
      ...(shape.primaryKey.includes('row_number') ? ['row_number'] : []),
      ...(shape.readTimeColumn ? [shape.readTimeColumn] : []),
      ...Array.from(shape.spread?.groups.keys() ?? [], (group) => `${shape.spread?.prefix}${group}`),
      'additional_fields',
    ];
    const stream = toAirbyteStream(definition, period);
    expect(made).toEqual(Object.keys(propertiesOf(stream.json_schema)));
    expect(shape.primaryKey).toEqual(stream.source_defined_primary_key.flat());
    expect(shape.cursor).toBe(stream.default_cursor_field?.[0]);
  });
});

test('the bucket of aggregated events is read from the field of the period', () => {
  const events = STREAMS.filter(({ source }) => source.kind === 'aggregated_events');
  expect(events).toHaveLength(4);
  for (const definition of events) {
    expect(recordShape(definition, 'hour')).toMatchObject({
      columns: expect.arrayContaining([{ field: 'hour', name: 'hour', type: 'time' }]),
      cursor: 'hour',
    });
  }
});

test('only visitors and accounts have a column per metadata group', () => {
  expect(recordShape(accounts, 'day').spread).toMatchObject({ field: 'metadata', prefix: 'metadata_' });
  expect(recordShape(visitorHistory, 'day').spread).toBeUndefined();
});

describe('the groups of a configured catalog', () => {
  function throughCatalog(answer: unknown): ReturnType<typeof groupsFromCatalog> {
    const stream = toAirbyteStream(visitors, 'day', metadataGroups('visitor', answer));
    return groupsFromCatalog(JSON.parse(JSON.stringify(stream.json_schema)), 'visitor');
  }

  test('are those of discover, with the fields that are times', () => {
    const groups = throughCatalog({
      custom: { renewal: { Type: 'time' }, plan: { Type: 'string' } },
      salesforce: { Closed: { type: 'Time' } },
      'Sales Force': { Closed: { type: 'Time' } },
    });
    expect([...groups.keys()]).toEqual(['auto', 'agent', 'custom', 'pendo', 'salesforce']);
    expect(groups.get('custom')).toEqual(new Set(['renewal']));
    expect(groups.get('salesforce')).toEqual(new Set(['Closed']));
    expect(groups.get('agent')).toEqual(new Set());
    expect(groups.get('auto')).toContain('lastupdated');
  });

  test('are those of every subscription if the catalog has none', () => {
    for (const schema of [{}, { properties: null }, { properties: { visitor_id: {}, metadata_custom: null } }]) {
      const groups = groupsFromCatalog(schema, 'account');
      expect([...groups.keys()]).toEqual(['auto', 'agent', 'custom', 'pendo']);
      expect(groups.get('auto')).toContain('lastvisit');
      expect(groups).toEqual(recordShape(accounts, 'day').spread?.groups);
    }
  });

  test('are found by the column names if a tool has dropped our keyword', () => {
    const schema = { properties: { metadata_auto__323232: { type: 'object' }, metadata_salesforce: {} } };
    const groups = groupsFromCatalog(schema, 'visitor');
    expect(groups.get('auto__323232')).toContain('lastvisit');
    expect(groups.get('salesforce')).toEqual(new Set());
  });

  test('become columns of the records', () => {
    const schema = { properties: { metadata_zendesk: { properties: { since: { pendo_type: 'time' } } } } };
    expect(recordShape(visitors, 'day', groupsFromCatalog(schema, 'visitor')).spread?.groups.get('zendesk')).toEqual(
      new Set(['since']),
    );
  });

  test('are the same as in discover for all kinds of names', () => {
    const entry = fc.record({ Type: fc.constantFrom('time', 'string', '') });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.dictionary(fc.string(), entry)), (answer) => {
        const discovered = metadataGroups('visitor', answer);
        const expected = Array.from(discovered, ([group, fields]) => [
          group,
          new Set(Array.from(fields).flatMap(([name, { type }]) => (type === 'time' ? [name] : []))),
        ]);
        expect(throughCatalog(answer)).toEqual(new Map(expected as [string, Set<string>][]));
      }),
    );
  });
});
