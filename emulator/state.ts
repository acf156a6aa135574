import type { Behaviour } from './behaviour.ts';
import type { Clock } from './clock.ts';
import type { Faults } from './faults/faults.ts';
import type { RequestLog } from './request-log.ts';
import type { Subscription } from './types.ts';

/** Everything that a request may read or change. */
export interface EmulatorState {
  readonly subscription: Subscription;
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly integrationKey: string;
}
