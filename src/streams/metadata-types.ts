import { isObject } from '../utils/is-object.ts';
import { snakeCase } from './names.ts';
import type { MetadataKind } from './types.ts';

/** The type that Pendo declares for a metadata field; `unknown` is treated as text. */
export type MetadataType = 'string' | 'time' | 'boolean' | 'integer' | 'float' | 'list' | 'unknown';

export interface MetadataField {
  readonly type: MetadataType;
  /** The name that people gave the field; absent when there is none. */
  readonly displayName?: string;
}

export type MetadataFields = ReadonlyMap<string, MetadataField>;

/** Fields by name, for each group's name, e.g. `auto` or `custom`. */
export type MetadataGroups = ReadonlyMap<string, MetadataFields>;

/** Groups that become columns even if the schema does not name them. */
const STATIC_GROUPS = ['auto', 'agent', 'custom', 'pendo'] as const;

/** `auto`, and one group for each app: `auto__323232` is that of app -323232. */
const AUTO_GROUP = /^auto(?:_|$)/;

/**
 * Fields of `auto` that live rows hold. The metadata schema lacks several of them: lastupdated, idhash, lastuseragent
 * and lastmetadataupdate_agent. The type of `nid` is inferred (evidence.md#metadata-undeclared).
 */
const AUTO_FIELDS: Readonly<Record<MetadataKind, Readonly<Record<string, MetadataType>>>> = {
  account: {
    id: 'string',
    nid: 'integer',
    idhash: 'integer',
    createdat: 'time',
    firstvisit: 'time',
    lastvisit: 'time',
    lastupdated: 'time',
    lastmetadataupdate_agent: 'time',
  },
  visitor: {
    id: 'string',
    nid: 'integer',
    idhash: 'integer',
    accountid: 'string',
    accountids: 'list',
    createdat: 'time',
    firstvisit: 'time',
    firstidentifiedvisit: 'time',
    lastvisit: 'time',
    lastupdated: 'time',
    lastmetadataupdate_agent: 'time',
    lastbrowsername: 'string',
    lastbrowserversion: 'string',
    lastoperatingsystem: 'string',
    lastservername: 'string',
    lastuseragent: 'string',
  },
};

const DECLARED_TYPES: ReadonlyMap<string, MetadataType> = new Map([
  ['string', 'string'],
  ['time', 'time'],
  ['boolean', 'boolean'],
  ['integer', 'integer'],
  ['int', 'integer'],
  ['float', 'float'],
  ['list', 'list'],
]);

/** The column of a metadata group has this prefix: `auto` is `metadata_auto`. */
export const GROUP_PREFIX = 'metadata_';

/**
 * Returns the groups that become columns of visitors or accounts: the ones that every subscription has, and then those
 * in Pendo's answer to `/metadata/schema/{kind}`, whatever it holds. A group whose name is not a valid column name is
 * left out and stays in `additional_fields`, so no two groups can share a column. All known names are valid.
 */
export function metadataGroups(kind: MetadataKind, answer?: unknown): MetadataGroups {
  const declared = new Map(isObject(answer) ? Object.entries(answer) : []);
  const names = new Set([...STATIC_GROUPS, ...declared.keys()].filter(isColumnName));
  return new Map(Array.from(names, (group) => [group, groupFields(kind, group, declared.get(group))]));
}

/** Returns the names of a group's time fields, as far as they are known without asking Pendo. */
export function staticTimeFields(kind: MetadataKind, group: string): readonly string[] {
  return autoFields(kind, group).flatMap(([name, type]) => (type === 'time' ? [name] : []));
}

function isColumnName(group: string): boolean {
  return group !== '' && snakeCase(group) === group;
}

function groupFields(kind: MetadataKind, group: string, declared: unknown): MetadataFields {
  const fields = new Map<string, MetadataField>();
  for (const [name, type] of autoFields(kind, group)) {
    fields.set(name, { type });
  }
  for (const [name, entry] of Object.entries(isObject(declared) ? declared : {})) {
    const field = parseField(entry);
    // The types seen in rows are more certain than those that the schema declares.
    fields.set(name, { ...field, type: fields.get(name)?.type ?? field.type });
  }
  return fields;
}

function autoFields(kind: MetadataKind, group: string): readonly (readonly [string, MetadataType])[] {
  return AUTO_GROUP.test(group) ? Object.entries(AUTO_FIELDS[kind]) : [];
}

/** An entry's keys really come in both cases, `Type` beside `isHidden` (evidence.md#metadata-schema-case). */
function parseField(entry: unknown): MetadataField {
  if (!isObject(entry)) {
    return { type: 'unknown' };
  }
  const declared = entry.type ?? entry.Type;
  const displayName = entry.displayName ?? entry.DisplayName;
  const type = typeof declared === 'string' ? DECLARED_TYPES.get(declared.trim().toLowerCase()) : undefined;
  return {
    type: type ?? 'unknown',
    ...(typeof displayName === 'string' && displayName.trim() !== '' ? { displayName: displayName.trim() } : {}),
  };
}
