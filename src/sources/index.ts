import type { Config } from '../config/types.ts';
import { bucketName, type StreamDefinition, type StreamSource } from '../streams/types.ts';
import type { StreamTask } from '../sync/types.ts';
import { dailyTotals } from './daily-totals/index.ts';
import { dataFreshness } from './data-freshness/index.ts';
import { entities } from './entities/index.ts';
import { aggregatedEvents, singleEvents } from './events/index.ts';
import { guideVersions } from './guide-versions/index.ts';
import { visitorHistory } from './history/index.ts';
import { items } from './items/index.ts';
import type { SourceInput, SourceKind } from './kind.ts';
import { list } from './list/index.ts';
import type { MadeWith } from './made-with.ts';
import { metadata } from './metadata/index.ts';
import { emptyWhenRefused } from './missing-product.ts';
import { reportResults } from './report-results/index.ts';
import { seenStates } from './seen-states/index.ts';
import { segmentMembers } from './segment-members/index.ts';
import { readTime } from './state-time.ts';
import { users } from './users/index.ts';
import { createWarnOnce } from './warn-once.ts';
import { webhooks } from './webhooks/index.ts';

type Kinds = { readonly [Kind in StreamSource['kind']]: SourceKind<Extract<StreamSource, { kind: Kind }>> };

/** The one table of kinds of source. */
const KINDS: Kinds = {
  aggregated_events: aggregatedEvents,
  single_events: singleEvents,
  entities,
  list,
  metadata,
  items,
  users,
  seen_states: seenStates,
  segment_members: segmentMembers,
  report_results: reportResults,
  guide_versions: guideVersions,
  daily_totals: dailyTotals,
  data_freshness: dataFreshness,
  visitor_history: visitorHistory,
  webhooks,
};

/** Returns the task that reads a stream. The kind of its source decides how, never its name. */
export function createTask(configured: Omit<SourceInput, 'source' | 'warnOnce' | 'dependsOn'>): StreamTask {
  const { definition, config, log } = configured;
  const { source } = definition;
  const warnOnce = createWarnOnce(definition.name, log);
  const input = { ...configured, source, warnOnce, dependsOn: dependsOn(config, definition) };
  checkState(input);
  const task = kindOf(source).createTask(input);
  return definition.mayBeRefused === true ? emptyWhenRefused(task, input) : task;
}

/** The part of the config that decides which rows a stream has. */
export function dependsOn(config: Config, { source }: StreamDefinition): MadeWith {
  return kindOf(source).dependsOn(config, source);
}

/** Returns where a stream's rows come from, in Markdown. */
export function describeSource(source: StreamSource): string {
  return kindOf(source).describe(source);
}

/** TypeScript cannot follow that the table's key is the source's own kind. */
function kindOf(source: StreamSource): SourceKind<StreamSource> {
  return KINDS[source.kind] as SourceKind<StreamSource>;
}

/**
 * Runs before the first request. An unreadable cursor is an error for the user to fix; a missing one is only logged.
 */
function checkState({ definition, state, config, log }: SourceInput): void {
  const { name, cursor, source } = definition;
  if (state === undefined || cursor === undefined || !kindOf(source).hasTimeCursor) return;
  const field = bucketName(cursor, config.period);
  const isThere = readTime(state, field, name) !== undefined;
  readTime(state, 'deep_read_at', name);
  if (!isThere && state.made_with === undefined)
    log.warn(`${name}: the state holds no "${field}"; everything is read.`);
}
