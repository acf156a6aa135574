import { bucketName, type StreamDefinition } from '../streams/types.ts';
import type { StreamTask } from '../sync/types.ts';
import { readTime } from './bookmark.ts';
import { createEntitiesTask } from './entities/index.ts';
import { createEventsTask } from './events/index.ts';
import { createHistoryTask } from './history/index.ts';
import type { ReaderInput } from './kind.ts';
import { createListTask } from './list/index.ts';
import { createMetadataTask } from './metadata/index.ts';
import { createWarnOnce } from './warn-once.ts';
import { createWebhooksTask } from './webhooks/index.ts';

/** The task that reads a stream: its source's kind decides how, never its name. */
export function createTask(configured: Omit<ReaderInput, 'source' | 'warnOnce'>): StreamTask {
  const { definition, log } = configured;
  const { source }: StreamDefinition = definition;
  const input = { ...configured, warnOnce: createWarnOnce(definition.name, log) };
  checkState(input);
  switch (source.kind) {
    case 'aggregated_events':
    case 'single_events':
      return createEventsTask({ ...input, source });
    case 'entities':
      return createEntitiesTask({ ...input, source });
    case 'list':
      return createListTask({ ...input, source });
    case 'metadata':
      return createMetadataTask({ ...input, source });
    case 'visitor_history':
      return createHistoryTask({ ...input, source });
    case 'webhooks':
      return createWebhooksTask({ ...input, source });
  }
}

/** Before the first request: a cursor that is no time is the user's to mend, and one that is missing is worth a line. */
function checkState({ definition, state, config, log }: Omit<ReaderInput, 'source'>): void {
  const { name, cursor, source } = definition;
  if (state === undefined || cursor === undefined || source.kind === 'webhooks') return;
  const field = bucketName(cursor, config.period);
  const isThere = readTime(state, field, name) !== undefined;
  readTime(state, 'deep_read_at', name);
  if (!isThere && state.made_with === undefined)
    log.warn(`${name}: the state holds no "${field}"; everything is read.`);
}
