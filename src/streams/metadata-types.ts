import { isObject } from '../utils/is-object.ts';
import { snakeCase } from './names.ts';
import type { MetadataKind } from './types.ts';

/** What Pendo declares a metadata field to be; `unknown` is handled as text. */
export type MetadataType = 'string' | 'time' | 'boolean' | 'integer' | 'float' | 'list' | 'unknown';

export interface MetadataField {
  readonly type: MetadataType;
  /** The name that people gave the field; absent when there is none. */
  readonly displayName?: string;
}

export type MetadataFields = ReadonlyMap<string, MetadataField>;

/** A group's name, e.g. `auto` or `custom`, to its fields by name. */
export type MetadataGroups = ReadonlyMap<string, MetadataFields>;

/** Groups that become columns even when the schema does not name them. */
const STATIC_GROUPS = ['auto', 'agent', 'custom', 'pendo'] as const;

/** `auto`, and one group for each app: `auto__323232` is that of app -323232. */
const AUTO_GROUP = /^auto(?:_|$)/;

/**
 * Fields of `auto` that live rows hold and of which the metadata schema leaves several out: lastupdated, idhash,
 * lastuseragent and lastmetadataupdate_agent. That `nid` is a number is inferred (evidence.md#metadata-undeclared).
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

/** The column of a metadata group is this and the group's name: `auto` is `metadata_auto`. */
export const GROUP_PREFIX = 'metadata_';

/**
 * The groups that are columns of visitors or accounts: the ones that every subscription has, then those of Pendo's answer
 * to `/metadata/schema/{kind}`, whatever it holds. A group whose name is no column name as it stands (all that Pendo and
 * its integrations are known to make are) is left out: it stays in `additional_fields`, and no two can collapse into one.
 */
export function metadataGroups(kind: MetadataKind, answer?: unknown): MetadataGroups {
  const declared = new Map(isObject(answer) ? Object.entries(answer) : []);
  const names = new Set([...STATIC_GROUPS, ...declared.keys()].filter(isColumnName));
  return new Map(Array.from(names, (group) => [group, groupFields(kind, group, declared.get(group))]));
}

/** The names of a group's fields that hold times, as far as they are known without asking Pendo. */
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
    // What rows are known to hold is surer than what the schema declares.
    fields.set(name, { ...field, type: fields.get(name)?.type ?? field.type });
  }
  return fields;
}

function autoFields(kind: MetadataKind, group: string): readonly (readonly [string, MetadataType])[] {
  return AUTO_GROUP.test(group) ? Object.entries(AUTO_FIELDS[kind]) : [];
}

/** The keys of an entry really come in both cases, `Type` beside `isHidden` (evidence.md#metadata-schema-case). */
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
