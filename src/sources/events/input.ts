import type { EventPart } from '../../pendo/aggregation.ts';
import type { AggregatedEventsSource, SingleEventsSource } from '../../streams/types.ts';
import type { FailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import type { Reading } from '../../sync/window-queue.ts';
import type { SourceInput } from '../kind.ts';

export type EventsInput = SourceInput<AggregatedEventsSource | SingleEventsSource>;

/** What the rungs of the ladder from a window to a single visitor share. */
export interface PartsOptions {
  readonly input: EventsInput;
  readonly context: StreamContext;
  readonly budget: FailureBudget;
  /** `canSplit` is false for a part that cannot be made smaller; true when absent. */
  readonly readPart: (window: TimeWindow, part: EventPart, canSplit?: boolean) => Promise<Reading>;
}
