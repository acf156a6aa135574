import type { StreamTask } from '../../sync/types.ts';
import type { StreamDefinition } from '../types.ts';
import { createEntitiesTask } from './entities.ts';
import { createEventsTask } from './events.ts';
import { createHistoryTask } from './history.ts';
import type { ReaderInput } from './input.ts';
import { createListTask } from './list.ts';
import { createMetadataTask } from './metadata.ts';

/** The task that reads a stream: its source's kind decides how, never its name. */
export function createTask(input: Omit<ReaderInput, 'source'>): StreamTask {
  const { source }: StreamDefinition = input.definition;
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
  }
}
