import { expect } from 'vitest';
import type { Emulator } from '../../emulator/index.ts';
import type { StatePayload } from './airbyte/messages.ts';
import { type ReadHereResult, readHere } from './read-here.ts';
import { checkReadRun } from './read-rules.ts';
import { lastStates } from './run.ts';

/** Reads one stream from the emulator in this process, on a machine whose clock goes with Pendo's. */
export function readEmulator(
  emulator: Emulator,
  stream: string,
  config: object = {},
  state: readonly unknown[] = [],
): Promise<ReadHereResult> {
  const access = { integration_key: emulator.integrationKey, base_url: emulator.url, start_date: '2026-06-01' };
  const now = () => Math.floor(emulator.clock.date());
  return readHere(stream, { config: { ...access, ...config }, state, now });
}

/** The statuses of the stream, in their order. */
function statusesOf({ messages }: ReadHereResult): readonly string[] {
  return messages.flatMap(({ trace }) => trace?.stream_status?.status ?? []);
}

/** What the last state of the stream holds; undefined when there was none. */
export function stateOf({ messages }: ReadHereResult): Readonly<Record<string, unknown>> | undefined {
  return (lastStates(messages) as StatePayload[])[0]?.stream.stream_state;
}

/** The warnings that are more than a word on a request that is tried again. */
export function warningsOf({ warnings }: ReadHereResult): readonly string[] {
  return warnings.filter((warning) => !warning.startsWith('Trying again'));
}

/** The run ended well, and kept to every rule of the protocol. */
export function expectComplete(run: ReadHereResult): void {
  expect(run.errors).toEqual([]);
  expect(checkReadRun(run.messages, run.catalog, { exitCode: run.exitCode ?? null })).toEqual([]);
  expect(run.exitCode).toBe(0);
}

/** The stream failed with an error that says so. */
export function expectFailed(run: ReadHereResult, says = ''): void {
  expect(run.exitCode).toBe(1);
  expect(statusesOf(run).at(-1)).toBe('INCOMPLETE');
  expect(run.errors.join()).toContain(says);
  expect(checkReadRun(run.messages, run.catalog, { exitCode: 1 })).toEqual([]);
}
