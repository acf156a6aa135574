import type { AggregatedEventsSource, SingleEventsSource } from '../../streams/types.ts';
import type { SourceInput } from '../kind.ts';

export type EventsInput = SourceInput<AggregatedEventsSource | SingleEventsSource>;
