import type { Behaviour } from './behaviour.ts';
import type { ChangingSubscription } from './changes/index.ts';
import type { Change } from './changes/types.ts';
import type { Clock } from './clock.ts';
import type { Faults } from './faults/faults.ts';
import type { RequestLog } from './request-log.ts';

/** Everything that a request may read or change. */
export interface EmulatorState {
  readonly subscription: ChangingSubscription;
  /** The subscription reads this list. */
  readonly changes: Change[];
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly integrationKey: string;
}
