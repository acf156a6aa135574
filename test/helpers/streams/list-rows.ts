import type { ListName, PendoRow } from '../../../emulator/types.ts';
import { objectRows, type Rows, type RowsInput } from './rows.ts';

/** Streams that are made of whole lists: the lists themselves, and what their elements hold. */

export function listRows(name: ListName): Rows {
  return ({ subscription, now }) => subscription.list(name, now);
}

/** One row per element of a field of each row, with the parent's id and time of change under these names. */
function elementRows(
  parents: Rows,
  field: string,
  toRow: (parent: PendoRow, element: unknown, index: number) => PendoRow,
): Rows {
  return (input) =>
    Iterator.from(parents(input)).flatMap((parent) =>
      (parent[field] as readonly unknown[]).map((element, index) => toRow(parent, element, index)),
    );
}

const guides = objectRows('guides');

/** The steps of each guide, in their order. */
export const stepRows = elementRows(guides, 'steps', (guide, step, stepIndex) => ({
  ...(step as PendoRow),
  guideId: guide.id,
  guideLastUpdatedAt: guide.lastUpdatedAt,
  stepIndex,
}));

export const pollRows = elementRows(guides, 'polls', (guide, element, pollIndex) => {
  const poll = element as PendoRow & { readonly attributes: PendoRow };
  const steps = guide.steps as readonly (PendoRow & { readonly pollIds?: readonly unknown[] })[];
  return {
    ...poll,
    guideId: guide.id,
    guideLastUpdatedAt: guide.lastUpdatedAt,
    pollIndex,
    guideStepId: steps.find(({ pollIds = [] }) => pollIds.includes(poll.id))?.id ?? null,
    type: poll.attributes.type,
    followUpPollId: poll.attributes.followUp,
  };
});

export const optionRows: Rows = (input) =>
  Iterator.from(pollRows(input)).flatMap(
    ({ guideId, guideLastUpdatedAt, id: pollId, idResponses, numericResponses }) => {
      const named = Object.entries(idResponses as Readonly<Record<string, string>>);
      const numbered = (numericResponses as readonly number[]).map((value, index) => [String(index), String(value)]);
      return [...named, ...numbered].map(([optionId, text], optionIndex) => ({
        guideId,
        pollId,
        optionId,
        optionIndex,
        text,
        guideLastUpdatedAt,
      }));
    },
  );

export const areaItemRows = elementRows(listRows('productAreas'), 'items', (area, item, itemIndex) => ({
  ...(item as PendoRow),
  productAreaId: area.id,
  lastUpdatedAt: area.lastUpdatedAt,
  itemIndex,
}));

export const pageRuleRows = elementRows(objectRows('pages'), 'rules', (page, rule, ruleIndex) => ({
  ...(rule as PendoRow),
  pageId: page.id,
  lastUpdatedAt: page.lastUpdatedAt,
  ruleIndex,
}));

export const featureRuleRows = elementRows(objectRows('features'), 'elementPathRules', (feature, rule, ruleIndex) => ({
  rule,
  featureId: feature.id,
  lastUpdatedAt: feature.lastUpdatedAt,
  ruleIndex,
}));

export const trackTypeRuleRows = elementRows(objectRows('trackTypes'), 'trackTypeRules', (type, rule, ruleIndex) => ({
  rule,
  trackTypeId: type.id,
  lastUpdatedAt: type.lastUpdatedAt,
  ruleIndex,
}));

export const versionRows: Rows = (input) =>
  Iterator.from(guides(input)).flatMap(({ id }) => input.subscription.guideVersions(String(id), input.now) ?? []);

/** Lists of which nobody knows the shape: each item whole. */
export function itemRows(name: ListName): Rows {
  return ({ subscription, now }) => Iterator.from(subscription.list(name, now)).map((item) => ({ item }));
}

export const deletionRows: Rows = ({ subscription, now }) =>
  Iterator.from(subscription.list('bulkDeletions', now)).map((item) => ({ id: item.id, item }));

/** Everyone whom an object names, as the object that was changed last has them. */
export const userRows: Rows = (input) => {
  const all = allObjects(input).sort(
    (left, right) => Number(left.lastUpdatedAt ?? 0) - Number(right.lastUpdatedAt ?? 0),
  );
  const users = all.flatMap(({ createdByUser, lastUpdatedByUser, ownedByUser }) =>
    [createdByUser, lastUpdatedByUser, ownedByUser].flatMap((user) => (user == null ? [] : [user as PendoRow])),
  );
  return new Map(users.map((user) => [user.id, user])).values();
};

function allObjects(input: RowsInput): PendoRow[] {
  const { subscription, now } = input;
  const everywhere = { ...input, config: { ...input.config, app_ids: '' } };
  return [
    ...(['pages', 'features', 'trackTypes', 'guides'] as const).flatMap((source) => [
      ...objectRows(source)(everywhere),
    ]),
    ...(['segments', 'reports', 'productAreas', 'guideCategories', 'apps'] as const).flatMap((name) => [
      ...subscription.list(name, now),
    ]),
  ];
}
