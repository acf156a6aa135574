import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** `one`: pinned to a core of its own. `all`: wherever the kernel puts it. */
export type Cores = 'one' | 'all';

/** The server and whoever reads the tool's output: the rest of the world. */
export const WORLD_CORE = 0;
export const TOOL_CORE = 1;

/** Whether commands can be held on one core: there must be two of them, and util-linux's `taskset`. */
export const CAN_PIN = availableParallelism() > 1 && hasTaskset();

/** The command, held on that core where that can be done. */
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
