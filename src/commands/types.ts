import type { Output } from '../airbyte/output.ts';

/** What a command gets from the process, so that nothing below main.ts touches it. */
export interface CommandTools {
  readonly output: Output;
  readonly now: () => number;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Aborts when the process is told to stop. */
  readonly signal: AbortSignal;
}

export interface ConfigArgs {
  readonly config: string;
  /** Shows every request in the log. */
  readonly debug: boolean;
}

export interface ReadArgs extends ConfigArgs {
  readonly catalog: string;
  readonly state: string | undefined;
}
