import type { Emulator } from '../../emulator/emulator.ts';
import type { RunCli } from './connector.ts';
import type { ReadingPromise } from './promise.ts';
import type { Scenario, SyncConfig } from './scenario/types.ts';
import type { Tally } from './tally.ts';
import type { Warehouse } from './warehouse.ts';

/** What the simulation remembers of a stream. */
export interface Followed {
  readonly promise: ReadingPromise;
  /** The config under which its last state was made; undefined before the first. */
  vouchedFor: SyncConfig | undefined;
}

/** Everything that a scenario under way stands on. */
export interface Stage {
  readonly scenario: Scenario;
  readonly runCli: RunCli;
  readonly emulator: Emulator;
  readonly warehouse: Warehouse;
  readonly followed: ReadonlyMap<string, Followed>;
  readonly moments: number[];
  readonly tally: Tally;
  /** Whether an answer may have made the connector read by ids. */
  byIds: boolean;
}
