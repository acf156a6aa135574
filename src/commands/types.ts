import type { Output } from '../airbyte/output.ts';

/** What a command needs from the process. Only main.ts accesses `process` itself. */
export interface CommandTools {
  readonly output: Output;
  /** Writes to stderr, for a person who waits in a terminal. Absent where nobody does. */
  readonly tellPerson?: (text: string) => void;
  readonly now: () => number;
  /** Returns a number between 0 and 1. */
  readonly random: () => number;
  /** Aborts when the process is told to stop. */
  readonly signal: AbortSignal;
  /** The environment variables. `listen` also reads its options from them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The first wait before a retry. Defaults to a second; simulations, which fail on purpose, shorten it. */
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
