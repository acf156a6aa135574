import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../src/cli.ts';
import type { AirbyteMessage } from './airbyte/messages.ts';

export interface RunHere {
  readonly exitCode: number | undefined;
  /** The error that the command threw. `main.ts` would print it and exit with 1. */
  readonly thrown: unknown;
  readonly messages: readonly AirbyteMessage[];
}

/** Runs a command in this process, and waits only milliseconds before a retry. Each file becomes `--name path`. */
export async function runHere(command: string, files: Readonly<Record<string, unknown>>): Promise<RunHere> {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-test-'));
  const messages: AirbyteMessage[] = [];
  const output = {
    async write(lines: string | Uint8Array) {
      const text = typeof lines === 'string' ? lines : Buffer.from(lines).toString('utf8');
      for (const line of text.split('\n')) if (line !== '') messages.push(JSON.parse(line));
    },
    async flush() {},
  };
  const signal = new AbortController().signal;
  const tools = { output, now: Date.now, random: Math.random, signal, env: {}, firstBackoffMs: 2 };
  try {
    const args = [command];
    for (const [name, value] of Object.entries(files)) {
      const path = join(folder, `${name}.json`);
      await writeFile(path, JSON.stringify(value));
      args.push(`--${name}`, path);
    }
    return { exitCode: await runCli(args, tools), thrown: undefined, messages };
  } catch (thrown) {
    return { exitCode: undefined, thrown, messages };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
