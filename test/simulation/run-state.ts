import type { Emulator } from '../../emulator/index.ts';
import type { RunCli } from './connector.ts';
import type { Counts } from './counts.ts';
import type { ReadSince } from './rows-read-since.ts';
import type { Scenario, SyncConfig } from './scenario/types.ts';
import type { Warehouse } from './warehouse.ts';

/** What the simulation remembers of a stream. */
export interface StreamProgress {
  readonly promise: ReadSince;
  /** The config under which its last state was made; undefined before the first. */
  stateMadeWith: SyncConfig | undefined;
}

/** Everything that a scenario under way stands on. */
export interface RunState {
  readonly scenario: Scenario;
  readonly runCli: RunCli;
  readonly emulator: Emulator;
  readonly warehouse: Warehouse;
  readonly followed: ReadonlyMap<string, StreamProgress>;
  readonly moments: number[];
  readonly counts: Counts;
  /** Whether an answer may have made the connector read by ids. */
  byIds: boolean;
}
