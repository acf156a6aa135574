import type { Output } from '../airbyte/output.ts';

/** What a command gets from the process, so that nothing below main.ts touches it. */
export interface CommandTools {
  readonly output: Output;
  readonly now: () => number;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Aborts when the process is told to stop. */
  readonly signal: AbortSignal;
  /** The environment's variables: `listen` takes its options from there too. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The first wait before a failed request is sent again; absent: a second. For simulations, which fail on purpose. */
  readonly firstBackoffMs?: number;
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
