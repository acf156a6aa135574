import { toConnectorError } from '../../src/airbyte/errors.ts';
import { errorTrace, toLine } from '../../src/airbyte/messages.ts';
import { runCli } from '../../src/cli.ts';
import { parseMessage, type Run, type RunOptions } from './run.ts';

const FIRST_BACKOFF_MS = 2;

/**
 * Runs a command by a call, as `main.ts` does. That saves a quarter of a second for the process, and a retry waits only
 * milliseconds. For `RunOptions.by` in tests of everything but signals, pipes, the working directory and packaging.
 */
export async function inThisProcess(args: readonly string[], { env = {} }: RunOptions): Promise<Run> {
  const lines: string[] = [];
  const output = {
    async write(text: string | Uint8Array) {
      const written = typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
      lines.push(...written.split('\n').filter((line) => line !== ''));
    },
    async flush() {},
  };
  const signal = new AbortController().signal;
  const tools = { output, now: Date.now, random: Math.random, signal, env, firstBackoffMs: FIRST_BACKOFF_MS };
  let exitCode = 1;
  try {
    exitCode = await runCli(args, tools);
  } catch (error) {
    await output.write(toLine(errorTrace(toConnectorError(error), Date.now())));
  }
  return { exitCode, signal: null, stderr: '', lines, messages: lines.map(parseMessage) };
}
