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
  /** Lines of stdout that begin with it are counted. */
  readonly linePrefix: string;
  readonly cores: Cores;
}

export interface Measurement {
  readonly seconds: number;
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  /** The system's part of them: copies from the socket and into the pipe, and memory that nobody had used before. */
  readonly kernelSeconds: number;
  /** The most resident memory at any moment, as the kernel counts it. */
  readonly peakBytes: number;
  readonly lines: number;
  readonly bytesOut: number;
  /** The end of stdout. */
  readonly tail: string;
}

/**
 * Runs a command to its end and tells what it cost, its start included. Its stdout is a pipe whose reader sits on the
 * other core. Throws when it fails: the figure of a failed run is worth nothing.
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
