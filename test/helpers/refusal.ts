import { expect } from 'vitest';
import type { AirbyteMessage } from './airbyte/messages.ts';
import { checkMessages } from './protocol.ts';
import type { Run } from './run.ts';

const STACK = /\bat .+:\d+:\d+|node:internal|node_modules/;
/** Signs of a value that was inserted into a sentence by mistake. */
const SPOILED = /undefined|NaN|\[object |[\r\n]/;

/** Fails unless the sentence is one line, ends like a sentence, and has no stack trace. */
export function expectSentence(message: string): void {
  expect(message).toMatch(/^[A-Za-z0-9_].*[.]$/);
  expect(message).not.toMatch(STACK);
  expect(message).not.toMatch(SPOILED);
}

/**
 * The message of a failed `check`. Checks that there is one status FAILED, exit code 0, nothing else, and no secret.
 */
export function failedCheck(run: Run, secret: string): string {
  expect({ exitCode: run.exitCode, stderr: run.stderr, messages: run.messages.length }).toEqual({
    exitCode: 0,
    stderr: '',
    messages: 1,
  });
  expect(checkMessages(run.messages)).toEqual([]);
  expect(run.lines.join('')).not.toContain(secret);
  const status = run.messages[0]?.connectionStatus;
  expect(status?.status).toBe('FAILED');
  expectSentence(status?.message ?? '');
  return status?.message ?? '';
}

/** The messages of a failed `read` or `discover`. Checks for config errors, exit code 1, no record and no secret. */
export function configErrors(run: Run, secret: string): string[] {
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 1, stderr: '' });
  expect(checkMessages(run.messages)).toEqual([]);
  expect(run.lines.join('')).not.toContain(secret);
  expect(run.messages.filter(({ record }) => record !== undefined)).toEqual([]);
  const errors = errorsOf(run.messages);
  for (const { message, failure_type } of errors) {
    expect(failure_type).toBe('config_error');
    expectSentence(message);
  }
  return errors.map(({ message }) => message);
}

function errorsOf(messages: readonly AirbyteMessage[]) {
  return messages.flatMap(({ trace }) => trace?.error ?? []);
}
