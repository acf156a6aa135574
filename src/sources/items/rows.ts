import { isObject } from '../../utils/is-object.ts';
import { type Judging, judgeMember } from '../answer-members.ts';

export interface ItemRow {
  readonly item: unknown;
  /** The name of the list that held the item, if the answer has several. */
  readonly list?: string;
}

/**
 * Returns the items of an answer of unknown shape: an array, `{"results": []}` or an object of arrays. An object
 * without arrays is a single item, unless it is empty. Throws when the answer says that it failed or is incomplete.
 */
export function itemRows(answer: unknown, judging: Judging): readonly ItemRow[] {
  if (answer === null) return [];
  if (Array.isArray(answer)) return answer.map((item) => ({ item }));
  if (!isObject(answer)) return [{ item: answer }];
  const entries = Object.entries(answer);
  for (const [name, value] of entries) judgeMember(name, JSON.stringify(value), judging);
  const lists = entries.filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  if (lists.length === 0) return entries.length === 0 || answer.results === null ? [] : [{ item: answer }];
  return lists.flatMap(([list, values]) => values.map((item) => (list === 'results' ? { item } : { item, list })));
}
