import type { Scale } from '../../../emulator/data/index.ts';
import type { Behaviour, Fault } from '../../../emulator/index.ts';

/** The part of the config that a scenario may change between syncs; values as in the config file. */
export interface SyncConfig {
  readonly start_date: string;
  /** Empty: none. */
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
  /** Whether the connector may fail a stream because of it; otherwise the sync has to complete. */
  readonly fatal: boolean;
}

/** Where the machine goes away: behind so many lines, or just before or behind one of the states. */
export interface Kill {
  readonly at: 'line' | 'before_state' | 'after_state';
  /** Counted from 1. */
  readonly nth: number;
  /** Whether the destination keeps the records that came after the last state. */
  readonly keeps: 'everything' | 'up_to_states';
}

/** One sync, and what happens before and in it. */
export interface Step {
  /** How far the emulator's clock moves before the sync. */
  readonly advanceMs: number;
  readonly config: SyncConfig;
  readonly faults: readonly PlannedFault[];
  readonly kill: Kill | undefined;
  /** The clock moves on while the sync runs. */
  readonly jump: { readonly afterLines: number; readonly ms: number } | undefined;
  /** By the real executable and a real SIGKILL, instead of a call in this process. */
  readonly asProcess: boolean;
}

export interface Scenario {
  readonly seed: number;
  readonly scale: Scale;
  /** The emulator's clock at the start, in epoch milliseconds. */
  readonly startMs: number;
  /** How much faster the connector's own clock is. */
  readonly skewMs: number;
  readonly behaviour: Partial<Behaviour>;
  /** Faults that hold for the whole scenario. */
  readonly lasting: readonly Fault[];
  readonly streams: readonly string[];
  readonly steps: readonly Step[];
}
