import type { Change } from '../../../emulator/changes/types.ts';
import type { Scale } from '../../../emulator/data/index.ts';
import type { Behaviour, Fault } from '../../../emulator/index.ts';

/** The part of the config that a scenario may change between syncs. Values are as in the config file. */
export interface SyncConfig {
  readonly start_date: string;
  /** Empty for no end date. */
  readonly end_date: string;
  readonly period: 'day' | 'hour';
  readonly app_ids: string;
  readonly include_anonymous_visitors: boolean;
  readonly exclude_list: 'apply' | 'ignore' | 'only';
  readonly lookback_days: number;
  readonly advanced: {
    readonly max_concurrency: number;
    readonly page_size: number;
    readonly window_days: number;
    readonly request_timeout_seconds: number;
  };
}

export interface PlannedFault {
  readonly fault: Fault;
  /** Whether the fault may make a stream fail. Otherwise the sync must complete. */
  readonly fatal: boolean;
}

/** When the sync is killed: after a number of lines, or just before or after one of the states. */
export interface Kill {
  readonly at: 'line' | 'before_state' | 'after_state';
  /** Counted from 1. */
  readonly nth: number;
  /** Whether the destination keeps the records after the last state. */
  readonly keeps: 'everything' | 'up_to_states';
}

/** One sync, and what happens before and during it. */
export interface Step {
  /** How far the emulator's clock moves before the sync. */
  readonly advanceMs: number;
  readonly config: SyncConfig;
  readonly faults: readonly PlannedFault[];
  readonly kill: Kill | undefined;
  /** How far the clock jumps while the sync runs, and after how many lines. */
  readonly jump: { readonly afterLines: number; readonly ms: number } | undefined;
  /** Whether to run the real executable with a real SIGKILL, instead of a call in this process. */
  readonly asProcess: boolean;
  /**
   * Which tables are right after it: those that have what was promised so far, or, when the world has stood still for
   * long enough, those that equal Pendo's in everything.
   */
  readonly compares: 'soFar' | 'still' | 'nothing';
}

export interface Scenario {
  readonly seed: number;
  readonly scale: Scale;
  /** The emulator's clock at the start, in epoch milliseconds. */
  readonly startMs: number;
  /** How far the connector's own clock is ahead of the emulator's. */
  readonly skewMs: number;
  readonly behaviour: Partial<Behaviour>;
  /** Faults that hold for the whole scenario. */
  readonly lasting: readonly Fault[];
  readonly streams: readonly string[];
  /** How Pendo changes its past. */
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
}
