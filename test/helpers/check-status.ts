import { createServer } from 'node:net';
import { expect } from 'vitest';
import type { Emulator } from '../../emulator/index.ts';
import { inThisProcess } from './in-this-process.ts';
import { checkMessages } from './protocol.ts';
import { expectSentence } from './refusal.ts';
import { check, type RunOptions } from './run.ts';

/** The key of the emulators for `checkStatus`. No line may contain the word SECRET. */
export const SECRET_KEY = '5e1f-SECRET-77aa-d00d.us';

export interface CheckStatus {
  readonly status: string;
  readonly message: string;
  readonly warnings: readonly string[];
}

/** Runs `check` (in this process by default), checks what must be true of every run, and returns the single status. */
export async function checkStatus(
  { url }: Pick<Emulator, 'url'>,
  changes: Readonly<Record<string, unknown>> = {},
  options: RunOptions = { by: inThisProcess },
): Promise<CheckStatus> {
  const config = { integration_key: SECRET_KEY, start_date: '2026-06-01', base_url: url, ...changes };
  const run = await check(config, options);
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(checkMessages(run.messages)).toEqual([]);
  expect(run.lines.join('')).not.toContain('SECRET');
  const statuses = run.messages.flatMap(({ connectionStatus }) => connectionStatus ?? []);
  expect(statuses).toHaveLength(1);
  const [{ status, message = '' } = { status: 'none' }] = statuses;
  const warnings = run.messages.flatMap(({ log }) => (log?.level === 'WARN' ? [log.message] : []));
  return { status, message, warnings };
}

/** The message of a `check` that must fail. */
export async function checkFailure(
  emulator: Pick<Emulator, 'url'>,
  changes?: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { status, message } = await checkStatus(emulator, changes);
  expect(status).toBe('FAILED');
  expectSentence(message);
  return message;
}

/** A loopback port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('The server had no port.');
  return address.port;
}
