import { Refusal } from '../../http/refusal.ts';
import type { ListName, PendoRow } from '../../types.ts';
import type { Context } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Source } from './source.ts';

const GROUP_TYPES: Readonly<Record<string, ListName>> = { group: 'productAreas', guideCategory: 'guideCategories' };
const VOC_TYPES: Readonly<Record<string, ListName>> = { feedback: 'feedback', idea: 'ideas' };

/** Sources without a time. They cover all apps, whatever `appId` says (evidence.md#all-apps-lists). */
export const LIST_SOURCES: readonly (readonly [string, Source])[] = [
  // Documented only by an example (evidence.md#apps-source).
  ['apps', { parameters: [], open: (context) => ({ rows: list(context, 'apps') }) }],
  [
    'groups',
    { parameters: ['items', 'groupType'], open: (context, { parameters }) => ({ rows: groups(context, parameters) }) },
  ],
  [
    'vocItems',
    { parameters: ['appId', 'type'], open: (context, { parameters }) => ({ rows: vocItems(context, parameters) }) },
  ],
  ['votes', { parameters: [], open: (context) => ({ rows: list(context, 'votes') }) }],
];

function list({ subscription, now }: Context, name: ListName) {
  return subscription.list(name, now);
}

/** Product areas by default. Their items come only if requested (evidence.md#groups-source). */
function groups(context: Context, { items = false, groupType = 'group' }: JsonObject): Iterable<PendoRow> {
  const rows = list(context, named(GROUP_TYPES, groupType, 'groupType'));
  if (items === true) return rows;
  return Iterator.from(rows).map(({ items: _items, ...rest }) => rest);
}

/** Without a type, returns both (evidence.md#feedback-types). */
function vocItems(context: Context, { type }: JsonObject): Iterable<PendoRow> {
  const names = type === undefined ? Object.values(VOC_TYPES) : [named(VOC_TYPES, type, 'type')];
  return Iterator.from(names).flatMap((name) => list(context, name));
}

function named(names: Readonly<Record<string, ListName>>, value: unknown, parameter: string): ListName {
  const name = typeof value === 'string' && Object.hasOwn(names, value) ? names[value] : undefined;
  if (name === undefined) throw new Refusal(400, `bad parameters for source type: ${parameter}`);
  return name;
}
