import type { Emulator } from '../../emulator/index.ts';
import type { StatePayload } from '../helpers/airbyte/messages.ts';
import type { KnownGroups } from './compare-stream.ts';
import type { RunCli } from './connector.ts';
import type { Counts } from './counts.ts';
import type { ReadSince } from './rows-read-since.ts';
import type { Scenario, SyncConfig } from './scenario/types.ts';
import type { Warehouse } from './warehouse.ts';

/** What the simulation remembers about a stream. */
export interface StreamProgress {
  readonly readSince: ReadSince;
  /** The config of the sync that wrote the last state; undefined before the first state. */
  stateMadeWith: SyncConfig | undefined;
  lastState: StatePayload | undefined;
  /** Whether records came in a sync that did not complete, so that rows may be in the table of which no state knows. */
  hasUnknownRows: boolean;
  /** When syncs ended that left a state, by the emulator's clock. */
  readonly statesAt: number[];
}

/** The state of a scenario while it is played. */
export interface RunState {
  readonly scenario: Scenario;
  readonly runCli: RunCli;
  readonly emulator: Emulator;
  readonly warehouse: Warehouse;
  readonly progress: ReadonlyMap<string, StreamProgress>;
  /** Every moment of the emulator's clock at which something was read, newest last. */
  readonly moments: number[];
  /** The configs of all syncs so far. */
  readonly configs: SyncConfig[];
  /** What streams had at moments, by both. */
  readonly expected: KnownGroups;
  readonly counts: Counts;
  /** Whether an answer may have made the connector read by id. */
  byIds: boolean;
}
