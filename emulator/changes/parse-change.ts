import { isObject, type JsonObject } from '../aggregation/json.ts';
import { createTimeZone, HOUR_MS } from '../data/time-zone.ts';
import { Refusal } from '../http/refusal.ts';
import type { ListName, ObjectSource } from '../types.ts';
import type { Change } from './types.ts';

type Kind = Change['kind'];
type Check = (value: unknown) => boolean;
type FieldsOf<K extends Kind> = Exclude<keyof Extract<Change, { kind: K }>, 'kind' | 'at'>;

const text: Check = (value) => typeof value === 'string';
const yesOrNo: Check = (value) => typeof value === 'boolean';
const time: Check = (value) => Number.isSafeInteger(value);
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const oneOf =
  (...names: readonly string[]): Check =>
  (value) =>
    names.some((name) => name === value);

/** Every list there is; the compiler wants each of them here. */
const LISTS: Readonly<Record<ObjectSource | ListName, true>> = {
  pages: true,
  features: true,
  trackTypes: true,
  guides: true,
  apps: true,
  productAreas: true,
  guideCategories: true,
  segments: true,
  reports: true,
  feedback: true,
  ideas: true,
  votes: true,
  excludeList: true,
  servers: true,
  bulkDeletions: true,
  allBulkDeletions: true,
};
const list = oneOf(...Object.keys(LISTS));
const TAGGED = ['pageEvents', 'featureEvents', 'trackEvents'];

const FIELDS: { readonly [K in Kind]: Readonly<Record<FieldsOf<K>, Check>> } = {
  retag: {
    source: oneOf(...TAGGED),
    objectId: text,
    matches: oneOf('fewer', 'more', 'moved'),
    refill: oneOf('atOnce', 'backwards'),
  },
  resetGuide: { guideId: text },
  deleteObject: { list, id: text },
  editObject: { list, id: text, fields: isObject },
  deleteVisitor: { visitorId: text },
  lateRows: { source: oneOf('events', ...TAGGED, 'guideEvents', 'pollEvents'), day: time, rows: count },
  excludeVisitor: { visitorId: text, excluded: yesOrNo },
  moveZone: { timeZone: isTimeZone },
};

/** Parses the JSON form of a change, whose `at` may be absent. 400 for what is missing, unknown or of another type. */
export function parseChange(input: unknown, now: number): Change {
  if (!isObject(input)) throw new Refusal(400, 'change must be an object');
  const { kind, at = now, ...fields } = input;
  const checks = Object.entries(FIELDS).find(([name]) => name === kind)?.[1];
  if (checks === undefined) throw new Refusal(400, `kind must be one of ${Object.keys(FIELDS).join(', ')}`);
  if (!time(at)) throw new Refusal(400, 'bad field of change: at');
  const bad = badField(fields, checks);
  if (bad !== undefined) throw new Refusal(400, `bad field of change: ${bad}`);
  // The table has exactly the fields of each kind, so what passes its checks is a change.
  return { kind, at, ...fields } as unknown as Change;
}

function badField(fields: JsonObject, checks: Readonly<Record<string, Check>>): string | undefined {
  const names = new Set([...Object.keys(fields), ...Object.keys(checks)]);
  return names.values().find((name) => checks[name]?.(fields[name]) !== true);
}

/** A day in 2026. */
const ANY_DAY = 20_600;

/** Pendo supports only whole-hour offsets (evidence.md#whole-hour-zones). */
function isTimeZone(value: unknown): boolean {
  try {
    return typeof value === 'string' && createTimeZone(value).dayStart(ANY_DAY) % HOUR_MS === 0;
  } catch {
    return false;
  }
}
