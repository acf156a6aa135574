import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseExact } from '../test/helpers/airbyte/exact-json.ts';
import { linesOf } from '../test/helpers/airbyte/lines.ts';
import type { AirbyteMessage } from '../test/helpers/airbyte/messages.ts';
import { withoutProxies } from './environment.ts';

const EXECUTABLE = fileURLToPath(new URL('../bin/source-pendo', import.meta.url));

export interface RunOptions {
  readonly onMessage: (message: AirbyteMessage) => void;
}

/**
 * Runs one command of the connector as a child process, as Airbyte does, and calls `onMessage` with each message of its
 * stdout. Throws with the connector's own words if a line is not JSON or the exit code is not 0.
 */
export async function runConnector(args: readonly string[], { onMessage }: RunOptions): Promise<void> {
  const child = spawn(EXECUTABLE, args, {
    env: withoutProxies(process.env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const errors: string[] = [];
  try {
    for await (const line of linesOf(child.stdout)) {
      const message = parseMessage(line);
      if (message.trace?.error !== undefined) errors.push(message.trace.error.message);
      onMessage(message);
    }
  } catch (error) {
    child.kill();
    throw error;
  }
  const exitCode = await ended;
  if (exitCode !== 0) throw new Error(failure(args, exitCode, errors));
}

function parseMessage(line: string): AirbyteMessage {
  try {
    return parseExact(line) as AirbyteMessage;
  } catch {
    throw new Error(`The connector wrote a line that is not JSON: ${line.slice(0, 200)}`);
  }
}

function failure(args: readonly string[], exitCode: number | null, errors: readonly string[]): string {
  const reason = errors.length === 0 ? 'It gave no reason.' : errors.join(' ');
  return `source-pendo ${args[0]} ended with exit code ${exitCode}. ${reason}`;
}
