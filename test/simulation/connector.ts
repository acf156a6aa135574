import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { CommandTools } from '../../src/commands/types.ts';
import type { ConfiguredCatalog } from '../helpers/airbyte/messages.ts';
import { read } from '../helpers/run.ts';

/** What a sync gets. */
export interface ReadInput {
  readonly config: object;
  readonly catalog: ConfiguredCatalog;
  readonly state: unknown;
  /** What the connector's own clock says at its start. */
  readonly nowMs: number;
  /** Replaces `nowMs` by a clock that does not run like a real one. */
  readonly now?: () => number;
  /** Called with each line before it counts as written. Returns false if the machine died before it wrote the line. */
  readonly onLine: (line: string) => boolean;
  readonly random: () => number;
}

export interface ReadResult {
  /** Undefined if the sync was killed. */
  readonly exitCode: number | undefined;
  /** The error that the command threw. `main.ts` would print it and exit with 1. */
  readonly thrown: unknown;
}

export type RunCli = (args: readonly string[], tools: CommandTools) => Promise<number>;

const FIRST_BACKOFF_MS = 2;

/**
 * Reads by a call in this process. It is fast and can stand in for a kill: output that was cut off is lost either way.
 */
export async function readInProcess(runCli: RunCli, input: ReadInput): Promise<ReadResult> {
  const { config, catalog, state } = input;
  return withFiles({ config, catalog, state }, (args) => runInProcess(runCli, ['read', ...args], input));
}

/** The lines of `discover`, run in this process. */
export async function discoverInProcess(runCli: RunCli, config: object, nowMs: number): Promise<readonly string[]> {
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line) > 0;
  await withFiles({ config }, (args) =>
    runInProcess(runCli, ['discover', ...args], { nowMs, onLine, random: Math.random }),
  );
  return lines;
}

async function runInProcess(
  runCli: RunCli,
  args: readonly string[],
  { nowMs, onLine, random, ...input }: Pick<ReadInput, 'nowMs' | 'now' | 'onLine' | 'random'>,
): Promise<ReadResult> {
  const killed = new AbortController();
  const aheadMs = nowMs - Date.now();
  const output: CommandTools['output'] = {
    async write(lines) {
      for (const line of linesIn(lines)) {
        if (killed.signal.aborted) throw new Error('The pipe is closed.');
        if (!onLine(line)) killed.abort(new Error('The machine died.'));
      }
      // A consumer that is slow at times lets the answers of several streams overtake each other.
      if (random() < 0.2) await turn();
    },
    flush: () => Promise.resolve(),
  };
  const now = input.now ?? (() => Date.now() + aheadMs);
  try {
    const exitCode = await runCli(args, {
      output,
      now,
      random,
      signal: killed.signal,
      env: {},
      firstBackoffMs: FIRST_BACKOFF_MS,
    });
    return { exitCode: killed.signal.aborted ? undefined : exitCode, thrown: undefined };
  } catch (thrown) {
    return { exitCode: killed.signal.aborted ? undefined : 1, thrown };
  }
}

function linesIn(lines: string | Uint8Array): readonly string[] {
  return Buffer.from(lines).toString('utf8').split('\n').slice(0, -1);
}

/** Reads with the executable; a kill is a real SIGKILL. */
export async function readAsProcess(input: ReadInput): Promise<ReadResult> {
  let killed = false;
  const run = await read(input.config, input.catalog, {
    state: input.state,
    onLine: (line, child) => {
      if (killed || input.onLine(line)) return;
      killed = true;
      child.kill('SIGKILL');
    },
  });
  return { exitCode: killed ? undefined : (run.exitCode ?? 1), thrown: undefined };
}

async function withFiles<T>(
  files: Readonly<Record<string, unknown>>,
  use: (args: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-simulation-'));
  try {
    const paths = Object.keys(files).map((name) => [`--${name}`, join(folder, name)] as const);
    await Promise.all(
      Object.entries(files).map(([name, value]) => writeFile(join(folder, name), JSON.stringify(value))),
    );
    return await use(paths.flat());
  } finally {
    await rm(folder, { recursive: true });
  }
}
