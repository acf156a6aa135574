import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withoutProxies } from '../../demo/environment.ts';
import { type Cores, pinned, TOOL_CORE, WORLD_CORE } from './cores.ts';

const MEASURE = fileURLToPath(new URL('./measure.py', import.meta.url));
const LONGEST_STDERR_BYTES = 64 * 1024 * 1024;

export interface Command {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of stdout that begin with this are counted. */
  readonly linePrefix: string;
  readonly cores: Cores;
}

export interface Measurement {
  readonly seconds: number;
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  /** The system time: copies from the socket and into the pipe, and new memory pages. */
  readonly kernelSeconds: number;
  /** The peak resident memory, as the kernel counts it. */
  readonly peakBytes: number;
  readonly lines: number;
  readonly bytesOut: number;
  /** The end of stdout. */
  readonly tail: string;
}

/**
 * Runs a command to its end and measures its cost, including its start. Its stdout is a pipe whose reader runs on the
 * other core. Throws if it fails, because the figures of a failed run are worthless.
 */
export async function measure(command: Command): Promise<Measurement> {
  const toolArgv = command.cores === 'one' ? pinned(TOOL_CORE, command.argv) : command.argv;
  const [file = '', ...args] = pinned(WORLD_CORE, ['python3', MEASURE, command.linePrefix, ...toolArgv]);
  const env = { ...withoutProxies(process.env), ...command.env };
  const { stdout, stderr } = await promisify(execFile)(file, args, { env, maxBuffer: LONGEST_STDERR_BYTES });
  const { exitCode, ...measurement } = JSON.parse(stdout) as Measurement & { readonly exitCode: number };
  if (exitCode === 0) return measurement;
  const said = `${measurement.tail.slice(-1000)} ${stderr.slice(-1000)}`;
  throw new Error(`${command.argv.join(' ').slice(0, 200)} ended with ${exitCode}. ${said}`);
}
