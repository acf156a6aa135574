import { describe, expect, it } from 'vitest';
import { DEFAULT_NOW, type MetadataVariant } from '../../../../emulator/data/index.ts';
import type { PendoRow } from '../../../../emulator/types.ts';
import { dig, tiny } from './rows.ts';

const typesIn = (schema: PendoRow) =>
  new Set(Object.values(schema).flatMap((group) => Object.values(Object(group)).map((field) => dig(field, 'Type'))));
const visitorsOf = (metadata: MetadataVariant) => [...tiny({ metadata }).visitors(DEFAULT_NOW)];

describe.each(['visitor', 'account'] as const)('the metadata schema of a %s', (kind) => {
  const schema = tiny().metadataSchema(kind);

  it("has all of Pendo's types, and an unknown one", () => {
    const types = ['string', 'time', 'boolean', 'integer', 'float', 'list', '', 'hologram'];
    expect(typesIn(schema)).toEqual(new Set(types));
  });

  it('does not have lastupdated, idhash and lastuseragent, although the data has them', () => {
    expect(Object.keys(Object(schema.auto))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(lastupdated|idhash|lastuseragent)$/)]),
    );
    const row = [...tiny().visitors(DEFAULT_NOW)][0];
    expect(dig(row, 'metadata', 'auto')).toHaveProperty('idhash');
    expect(dig(row, 'metadata', 'auto')).toHaveProperty('lastuseragent');
  });

  it('has mixed-case names in its entries', () => {
    expect(dig(schema, 'agent', 'seats')).toMatchObject({ Type: 'integer', DisplayName: 'seats', isHidden: false });
  });

  it('has no custom fields, null groups or thousands of fields if the scale says so', () => {
    expect(tiny({ metadata: 'none' }).metadataSchema(kind).custom).toEqual({});
    expect(tiny({ metadata: 'null-groups' }).metadataSchema(kind).custom).toBeNull();
    const thousands = Object.keys(Object(tiny({ metadata: 'thousands' }).metadataSchema(kind).custom));
    expect(thousands.length).toBeGreaterThan(3000);
  });

  it('has neither lists nor unknown types in the simple variant', () => {
    const types = typesIn(tiny({ simpleMetadata: true }).metadataSchema(kind));
    expect(types).toEqual(new Set(['string', 'time', 'boolean', 'integer', 'float', '']));
  });
});

describe('the metadata of visitors', () => {
  it('follows the variant of the schema', () => {
    expect(dig(visitorsOf('none')[0], 'metadata', 'custom')).toEqual({});
    expect(dig(visitorsOf('null-groups')[0], 'metadata', 'custom')).toBeNull();
    const many = Object.keys(Object(dig(visitorsOf('thousands')[0], 'metadata', 'custom')));
    expect(many.filter((name) => name.startsWith('field_')).length).toBeGreaterThan(20);
  });

  it('has a field that the schema does not declare, and no deleted field', () => {
    const custom = dig(visitorsOf('usual')[0], 'metadata', 'custom');
    expect(custom).toHaveProperty('undeclared');
    expect(custom).not.toHaveProperty('retired');
    expect(dig(tiny().metadataSchema('visitor'), 'custom', 'retired', 'isDeleted')).toBe(true);
  });
});
