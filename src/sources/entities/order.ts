import { ConnectorError } from '../../airbyte/errors.ts';
import type { EntitiesSource } from '../../streams/types.ts';
import type { SourceInput } from '../kind.ts';

type Id = string | number;

/**
 * Checks that each page goes on from the last one. Pendo does not document in which order it sorts ids, but the order
 * cannot turn back.
 */
export interface EntityOrder {
  /**
   * Returns the id after which the next page begins, which is the last id of this page. Throws if the same pages would
   * come again.
   */
  next(last: unknown, before: Id | undefined): Id;
}

export function createEntityOrder({ source, warnOnce }: SourceInput<EntitiesSource>): EntityOrder {
  const { idField, source: name } = source;
  const seen = new Set<Id>();
  return {
    next(last, before) {
      const isId = typeof last === 'string' || typeof last === 'number';
      if (!isId || last === before || seen.has(last)) {
        const message = `Pendo's pages of ${name} do not move past one ${idField}; nothing after it can be read. Sync again; if it stays, ask Pendo's support.`;
        throw new ConnectorError({ failureType: 'system_error', message });
      }
      seen.add(last);
      if (before !== undefined && goesBack(last, before)) {
        const says = `Pendo's pages are not in the order of ${idField}`;
        warnOnce(
          'order',
          `${says}, so some ${name} may be missing. Compare their number with Pendo, and ask Pendo's support.`,
        );
      }
      return last;
    },
  };
}

/** Whether the id is lower both in byte order and without regard to case, since Pendo may use either. */
function goesBack(id: Id, before: Id): boolean {
  if (typeof id === 'number' && typeof before === 'number') return id < before;
  const [text, textBefore] = [String(id), String(before)];
  return text < textBefore && text.toLowerCase() < textBefore.toLowerCase();
}
