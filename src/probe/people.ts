import { allOf, idLiteral } from '../pendo/filter.ts';
import { rowsOf, Unanswered } from './findings.ts';
import { ALL_APPS, aggregated, LATER_IDS, MOST_IDS, SAMPLE_ROWS } from './questions.ts';
import type { Asking, Question } from './types.ts';

const EVERYBODY = { appId: ALL_APPS, identified: false };
const LAST_UPDATED = 'metadata.auto.lastupdated';

export const accountSample = aggregated('accounts', [
  { source: { accounts: { appId: ALL_APPS } } },
  { limit: SAMPLE_ROWS },
]);

export const visitorSample = aggregated('visitors', [{ source: { visitors: EVERYBODY } }, { limit: SAMPLE_ROWS }]);

/** Times of change, in the order of `sort`. */
export const SORTED_TIMES = aggregated('visitors, sorted by their last change', [
  { source: { visitors: EVERYBODY } },
  { sort: [LAST_UPDATED] },
  { limit: SAMPLE_ROWS },
  { select: { time: LAST_UPDATED } },
]);

/** The number of visitors, all or those that pass a filter. */
function visitorCount(name: string, parameters: object = EVERYBODY, filter?: string): Question {
  return aggregated(`the number of visitors ${name}`, [
    { source: { visitors: parameters } },
    ...(filter === undefined ? [] : [{ filter }]),
    { count: null },
    { limit: 1 },
  ]);
}

export const VISITORS = visitorCount('with identified: false');
export const VISITORS_IDENTIFIED = visitorCount('with identified: true', { appId: ALL_APPS, identified: true });
export const VISITORS_UNSET = visitorCount('without identified', { appId: ALL_APPS });
export const VISITORS_WITHOUT_TIME = visitorCount('without lastupdated', EVERYBODY, `isNull(${LAST_UPDATED})`);
export const VISITORS_WITH_TIME = visitorCount('with lastupdated >= 0', EVERYBODY, `${LAST_UPDATED} >= 0`);

function idPage(name: string, limit: number, after?: string): Question {
  const filter = allOf(after === undefined ? [] : [`visitorId > ${idLiteral(after)}`]);
  return aggregated(name, [
    { source: { visitors: EVERYBODY } },
    ...(filter === undefined ? [] : [{ filter }]),
    { sort: ['visitorId'] },
    { limit },
    { select: { visitorId: 'visitorId' } },
  ]);
}

export const FIRST_IDS = idPage('the first page of visitor ids', MOST_IDS);

export async function idsOf(asking: Asking, question: Question): Promise<readonly string[]> {
  const rows = await rowsOf(asking, question);
  const ids = rows.flatMap(({ visitorId }) => (typeof visitorId === 'string' ? [visitorId] : []));
  if (ids.length < rows.length) throw new Unanswered('some visitor ids are no text');
  return ids;
}

/** The page after an id, as a sync asks for it. */
export function idsAfter(place: string, id: string): Question {
  return idPage(`the page of visitor ids after ${place}`, LATER_IDS, id);
}
