import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { CAN_PIN } from './cores.ts';

/** The machine on which figures depend, as one sentence. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB of memory`;
  const pinning = CAN_PIN
    ? 'The server and the reader of stdout are held on one core, each tool on another one (taskset).'
    : 'Nothing is pinned: there is one core only, or no taskset.';
  return `${model}, ${availableParallelism()} cores, ${memory}, ${type()} ${release()} ${arch()}, Node ${process.version}. ${pinning}`;
}
