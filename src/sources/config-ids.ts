import type { RefusedError } from '../airbyte/errors.ts';
import type { Ids } from '../config/types.ts';
import type { ListRequest } from '../streams/types.ts';
import type { StreamContext } from '../sync/types.ts';
import { isObject } from '../utils/is-object.ts';
import { eachOfList } from './ask-for-list.ts';
import { requestContext, type SourceInput } from './kind.ts';
import { isRefusedForGood } from './missing-product.ts';

/** Returns the ids that the config names, or all ids of a list if the config says `*`. */
export async function idsOfConfig(
  input: SourceInput,
  context: StreamContext,
  { ids, request, what }: { ids: Ids; request: ListRequest; what: string },
): Promise<readonly string[]> {
  if (ids !== 'all') return ids;
  // An answer that breaks off is read again from its start.
  const found = new Set<string>();
  await eachOfList(input, request, requestContext(input, context, `(${what})`), (row) => {
    if (isObject(row) && typeof row.id === 'string') found.add(row.id);
  });
  return [...found];
}

/** Runs `read`. If Pendo refuses the object for good, it is skipped and `onRefused` gets the error. */
export async function skipRefused(read: () => Promise<void>, onRefused: (error: RefusedError) => void): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    onRefused(error);
  }
}
