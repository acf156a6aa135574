import type { PendoRow } from '../../types.ts';
import { autoGroupOf, DEFAULT_APP_ID } from '../apps.ts';
import type { Scale } from '../scales.ts';
import type { World } from '../world.ts';

type Groups = Record<string, Record<string, PendoRow> | null>;

interface AutoField {
  readonly name: string;
  readonly type: string;
}

/** lastupdated, idhash and lastuseragent are in the data but not in the schema (evidence.md#metadata-undeclared). */
const ACCOUNT_AUTO_FIELDS: readonly AutoField[] = [
  { name: 'id', type: 'string' },
  { name: 'nid', type: 'integer' },
  { name: 'firstvisit', type: 'time' },
  { name: 'lastvisit', type: 'time' },
];

const VISITOR_AUTO_FIELDS: readonly AutoField[] = [
  ...ACCOUNT_AUTO_FIELDS,
  { name: 'accountid', type: 'string' },
  { name: 'accountids', type: 'list' },
  { name: 'createdat', type: 'time' },
  { name: 'lastbrowsername', type: 'string' },
  { name: 'lastbrowserversion', type: 'string' },
  { name: 'lastoperatingsystem', type: 'string' },
  { name: 'lastservername', type: 'string' },
];

const PER_APP_FIELDS: readonly AutoField[] = [
  { name: 'firstvisit', type: 'time' },
  { name: 'lastvisit', type: 'time' },
];

/**
 * The answer of `GET /metadata/schema/:kind`: `{group: {field: {Type, …}}}` in Pendo's mixed case
 * (evidence.md#metadata-schema, evidence.md#metadata-schema-case). Only the default app has its own group here, so the
 * groups of other apps are undeclared.
 */
export function metadataSchema({ scale, metadataFields }: World, kind: 'visitor' | 'account'): PendoRow {
  const groups: Groups = {
    auto: autoGroup(scale, kind === 'visitor' ? VISITOR_AUTO_FIELDS : ACCOUNT_AUTO_FIELDS),
    [autoGroupOf(DEFAULT_APP_ID)]: autoGroup(scale, PER_APP_FIELDS),
    agent: {},
    custom: {},
    salesforce: {},
    pendo: {},
  };
  for (const field of metadataFields) {
    const group = groups[field.group];
    if (group && !field.isUndeclared) group[field.name] = describe(field);
  }
  if (scale.metadata === 'null-groups') Object.assign(groups, { custom: null, salesforce: null });
  return groups;
}

function autoGroup(scale: Scale, fields: readonly AutoField[]): Record<string, PendoRow> {
  const kept = fields.filter(({ type }) => !(scale.simpleMetadata && type === 'list'));
  return Object.fromEntries(kept.map((field) => [field.name, describe(field)]));
}

function describe(field: AutoField & { readonly isDeleted?: boolean }): PendoRow {
  return {
    Type: field.type,
    DisplayName: field.name.replaceAll('_', ' '),
    ElementType: field.type === 'list' ? 'string' : '',
    ElementFormat: '',
    Dirty: false,
    isHidden: false,
    isDeleted: field.isDeleted ?? false,
    isCalculated: false,
    isPerApp: false,
    isPromoted: false,
    neverIndex: false,
  };
}
