import type { RefusedError } from '../../airbyte/errors.ts';
import { NO_CURSOR_STATE } from '../../airbyte/state.ts';
import type { ListRequest, UsersSource } from '../../streams/types.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import { describeRequest, eachOfList } from '../ask-for-list.ts';
import { emitRows } from '../emit-rows.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { isRefusedForGood } from '../missing-product.ts';
import { createUserCollection, type UserCollection } from './collection.ts';

const EXPAND = { expand: '*' };

/** No endpoint lists users (evidence.md#users), so they are collected from the objects that they made. */
const LISTS: readonly { readonly name: string; readonly request: ListRequest }[] = [
  { name: 'pages', request: { path: 'page', query: EXPAND } },
  { name: 'features', request: { path: 'feature', query: EXPAND } },
  { name: 'track types', request: { path: 'tracktype', query: EXPAND } },
  { name: 'guides', request: { path: 'guide', query: EXPAND } },
  { name: 'segments', request: { path: 'segment', query: EXPAND } },
  { name: 'reports', request: { path: 'report', query: EXPAND } },
  { name: 'product areas', request: { aggregation: { groups: { items: false } } } },
  { name: 'guide categories', request: { aggregation: { groups: { items: false, groupType: 'guideCategory' } } } },
  { name: 'apps', request: { aggregation: { apps: null } } },
];

function createTask(input: SourceInput<UsersSource>): StreamTask {
  return {
    name: input.definition.name,
    async read(context) {
      const users = createUserCollection();
      const refused: RefusedError[] = [];
      for (const list of LISTS) refused.push(...(await collect(input, context, { ...list, users })));
      if (refused.length === LISTS.length) throw refused.at(-1);
      await emitRows(input, context, users.rows);
      await context.checkpoint(NO_CURSOR_STATE);
    },
  };
}

/**
 * Adds the users of one list. Resolves to the refusal if the list is skipped because the subscription may lack its
 * product.
 */
async function collect(
  input: SourceInput<UsersSource>,
  context: StreamContext,
  { name, request, users }: { name: string; request: ListRequest; users: UserCollection },
): Promise<readonly RefusedError[]> {
  try {
    await eachOfList(input, request, requestContext(input, context, `(${name})`), users.addFrom);
    return [];
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    input.log.warn(`${input.definition.name}: users who made only ${name} are missing. ${error.message}`);
    return [error];
  }
}

/** The users that all lists of objects name, one row per user. */
export const users: SourceKind<UsersSource> = {
  createTask,
  dependsOn: () => ({}),
  describe: () => LISTS.map(({ request }) => describeRequest(request)).join(', '),
  hasTimeCursor: false,
};
