import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withoutProxies } from '../../demo/environment.ts';
import { parseExact } from './airbyte/exact-json.ts';
import { linesOf } from './airbyte/lines.ts';
import {
  type AirbyteMessage,
  type Catalog,
  type ConfiguredCatalog,
  configureStream,
  type SyncMode,
} from './airbyte/messages.ts';

export const EXECUTABLE = fileURLToPath(new URL('../../bin/source-pendo', import.meta.url));
const DEFAULT_TIMEOUT_MS = 50_000;

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the variables of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Called with each line. Nothing more is read while its promise is pending, like with a slow reader. */
  readonly onLine?: (line: string, child: ChildProcess) => void | Promise<void>;
  /** Kills the process (SIGKILL) after this many lines, like a machine that dies. */
  readonly killAfterLines?: number;
  readonly stdin?: string;
  /** A different executable, e.g. a symbolic link to ours. */
  readonly executable?: string;
  /** Runs the command in place of the executable: `inThisProcess`. */
  readonly by?: (args: readonly string[], options: RunOptions) => Promise<Run>;
}

export interface Run {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly messages: readonly AirbyteMessage[];
  readonly stderr: string;
  readonly lines: readonly string[];
}

/**
 * Runs the executable to its end and parses each line of its stdout, with every digit of numbers. Rejects if a line is
 * not a JSON object with a type, or if the run takes longer than `timeoutMs`.
 */
export async function runConnector(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  if (options.by !== undefined) return options.by(args, options);
  const child = spawn(options.executable ?? EXECUTABLE, args, {
    cwd: options.cwd,
    env: { ...withoutProxies(process.env), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<Pick<Run, 'exitCode' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  child.stdin.on('error', () => undefined).end(options.stdin ?? '');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);

  const lines: string[] = [];
  try {
    for await (const line of linesOf(child.stdout)) {
      lines.push(line);
      await options.onLine?.(line, child);
      if (lines.length === options.killAfterLines) child.kill('SIGKILL');
    }
    const { exitCode, signal } = await ended;
    if (timedOut) throw new Error(`The connector was still running after its time. Its last line: ${lines.at(-1)}`);
    const whole = signal === 'SIGKILL' ? withoutTornLine(lines) : lines;
    const complete = options.killAfterLines === undefined ? whole : whole.slice(0, options.killAfterLines);
    return { exitCode, signal, lines: complete, stderr, messages: complete.map(parseMessage) };
  } finally {
    clearTimeout(timer);
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}

/** A process that was killed may have written a part of its last line. */
function withoutTornLine(lines: readonly string[]): readonly string[] {
  const last = lines.at(-1);
  return last === undefined || parseOrUndefined(last) !== undefined ? lines : lines.slice(0, -1);
}

export function parseMessage(line: string): AirbyteMessage {
  const message = parseOrUndefined(line);
  if (typeof message !== 'object' || message === null || !('type' in message)) {
    throw new Error(`This line of stdout is not an Airbyte message: ${line.slice(0, 500)}`);
  }
  return message as AirbyteMessage;
}

function parseOrUndefined(line: string): unknown {
  try {
    return parseExact(line);
  } catch {
    return undefined;
  }
}

export function spec(options?: RunOptions): Promise<Run> {
  return runConnector(['spec'], options);
}

export function check(config: object, options?: RunOptions): Promise<Run> {
  return withFiles({ config }, (paths) => runConnector(['check', ...paths], options));
}

export function discover(config: object, options?: RunOptions): Promise<Run> {
  return withFiles({ config }, (paths) => runConnector(['discover', ...paths], options));
}

export interface ReadOptions extends RunOptions {
  /** The content of the file for `--state`. Absent: no `--state`. */
  readonly state?: unknown;
}

export function read(config: object, catalog: ConfiguredCatalog, options: ReadOptions = {}): Promise<Run> {
  const files = options.state === undefined ? { config, catalog } : { config, catalog, state: options.state };
  return withFiles(files, (paths) => runConnector(['read', ...paths], options));
}

/** Writes each value to a file and passes `--name path` arguments to `use`. Deletes the files when `use` has ended. */
async function withFiles<T>(files: Readonly<Record<string, unknown>>, use: (args: string[]) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-test-'));
  try {
    const args: string[] = [];
    for (const [name, value] of Object.entries(files)) {
      const path = join(folder, `${name}.json`);
      await writeFile(path, JSON.stringify(value));
      args.push(`--${name}`, path);
    }
    return await use(args);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface CatalogChoice {
  /** Names of the streams to select. Default: all. */
  readonly streams?: readonly string[];
  /** The mode for streams that support it; the others are read in full. Default: incremental. */
  readonly syncMode?: SyncMode;
}

/**
 * Configures streams of a discovered catalog, deduplicated on their source-defined keys. Throws if it lacks a stream.
 */
export function configuredCatalog(catalog: Catalog, { streams, syncMode }: CatalogChoice = {}): ConfiguredCatalog {
  const known = catalog.streams.map((stream) => stream.name);
  const missing = (streams ?? []).filter((name) => !known.includes(name));
  if (missing.length > 0) throw new Error(`The catalog lacks ${missing.join(', ')}; it has ${known.join(', ')}.`);
  const wanted = streams ?? known;
  const chosen = catalog.streams.filter((stream) => wanted.includes(stream.name));
  return { streams: chosen.map((stream) => configureStream(stream, syncMode ?? 'incremental')) };
}

/** The last state of each stream, as a destination would return them. */
export function lastStates(messages: readonly AirbyteMessage[]): unknown[] {
  const states = new Map(
    messages.flatMap(({ state }) => (state === undefined ? [] : [[state.stream.stream_descriptor.name, state]])),
  );
  return [...states.values()];
}

/** The records of one stream, in their order. */
export function recordsOf(messages: readonly AirbyteMessage[], stream: string): Readonly<Record<string, unknown>>[] {
  return messages.flatMap(({ record }) => (record?.stream === stream ? [record.data] : []));
}
