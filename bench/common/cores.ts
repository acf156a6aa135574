import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** `one`: pinned to its own core. `all`: on any core. */
export type Cores = 'one' | 'all';

/** The core for the server and the reader of the tool's output. */
export const WORLD_CORE = 0;
export const TOOL_CORE = 1;

/** Whether commands can be pinned to a core. This needs two cores and util-linux's `taskset`. */
export const CAN_PIN = availableParallelism() > 1 && hasTaskset();

/** The command, pinned to this core if possible. */
export function pinned(core: number, argv: readonly string[]): readonly string[] {
  return CAN_PIN ? ['taskset', '--cpu-list', String(core), ...argv] : argv;
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version']);
    return true;
  } catch {
    return false;
  }
}
