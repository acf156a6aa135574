import { createContext } from '../../../emulator/aggregation/context.ts';
import { openPipeline } from '../../../emulator/aggregation/pipeline.ts';
import { DEFAULT_BEHAVIOUR } from '../../../emulator/behaviour.ts';
import type { PendoRow, Subscription } from '../../../emulator/types.ts';
import { memberOf, type Rows, visitorRows } from './rows.ts';

/** Streams of what a segment or a report finds when it is run. */

/** The identified visitors, once with each of their accounts, that a segment's own pipeline selects. */
export const memberRows: Rows = ({ subscription, config, now }) => {
  const people = { subscription, config: { ...config, include_anonymous_visitors: false }, now };
  const pairs = Array.from(visitorRows(people)).flatMap(pairsOf);
  return Iterator.from(subscription.list('segments', now)).flatMap(({ id, pipeline }) => {
    const selected = run(subscription, pipeline, now);
    return pairs
      .filter((pair) => selected.some((row) => isSelected(pair, row)))
      .map((pair) => ({ segmentId: id, ...pair }));
  });
};

function pairsOf({ visitorId, metadata }: PendoRow): readonly PendoRow[] {
  const accounts = memberOf(memberOf(metadata, 'auto'), 'accountids') as readonly unknown[] | undefined;
  if (accounts === undefined || accounts.length === 0) return [{ visitorId }];
  return accounts.map((accountId) => ({ visitorId, accountId }));
}

/** A segment that speaks of visitors only, or of accounts only, selects by that id alone. */
function isSelected(pair: PendoRow, row: PendoRow): boolean {
  return ['visitorId', 'accountId'].every((id) => !(id in row) || (row[id] ?? null) === (pair[id] ?? null));
}

/** The rows of the reports that are lists of visitors or accounts; the others have none. */
export const resultRows: Rows = ({ subscription, now }) =>
  Iterator.from(subscription.list('reports', now))
    .filter(({ definition }) => memberOf(definition, 'type') === 'List')
    .flatMap(({ id, aggregation }) =>
      run(subscription, memberOf(aggregation, 'pipeline'), now).map((row) => ({ reportId: id, row })),
    );

function run(subscription: Subscription, pipeline: unknown, now: number): readonly PendoRow[] {
  const context = createContext({ subscription, now, behaviour: DEFAULT_BEHAVIOUR, requestId: 0 });
  return [...openPipeline(context, pipeline).rows];
}
