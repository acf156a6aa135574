import type { AirbyteMessage, ConfiguredCatalog } from '../helpers/airbyte/messages.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import type { ReadResult } from './connector.ts';
import type { RunState } from './run-state.ts';
import type { Step } from './scenario/types.ts';
import type { SyncOutput } from './sync-output.ts';

const MAX_STATE_BYTES = 100_000;
/** Per sync. The data is small, and each stream has a limit of failed requests. */
const MAX_REQUESTS = 1500;

export interface FinishedRun {
  readonly step: Step;
  readonly catalog: ConfiguredCatalog;
  readonly result: ReadResult;
  readonly output: SyncOutput;
}

/**
 * Checks the protocol, the exit code, the size of the states and the number of requests. Returns a sentence per
 * problem.
 */
export function checkRun(run: RunState, { step, catalog, result, output }: FinishedRun): readonly string[] {
  const { emulator, counts } = run;
  const requests = emulator.requests.all();
  const firedFaults = emulator.faults.all().filter((added) => added.fired > 0);
  counts.faults += firedFaults.reduce((sum, added) => sum + added.fired, 0);
  const fatal = step.faults.some(
    (planned) => planned.fatal && firedFaults.some(({ fault }) => fault === planned.fault),
  );
  const messages = output.written();
  const problems: string[] = [];
  if (!output.wasKilled && !fatal && result.exitCode !== 0)
    problems.push(`exit code ${result.exitCode}: ${errors(messages)}`);
  if (result.thrown !== undefined && !fatal && !output.wasKilled) problems.push(`thrown: ${String(result.thrown)}`);
  // Broken JSON in a complete HTTP response is found only at its end. The rows before it are written by then and come
  // again.
  const repeatedKeysAllowed = firedFaults.some(({ fault }) => fault.truncate !== undefined);
  if (result.thrown === undefined) problems.push(...rulesBroken(messages, catalog, { ...result, repeatedKeysAllowed }));
  const large = messages.filter(({ state }) => state !== undefined && JSON.stringify(state).length > MAX_STATE_BYTES);
  if (large.length > 0)
    problems.push(
      `a state is larger than 100 KB: ${large[0]?.state?.stream.stream_descriptor.name} ${JSON.stringify(large[0]).slice(0, 600)}`,
    );
  counts.requests += requests.length;
  if (requests.length > MAX_REQUESTS) problems.push('the number of requests is not bounded');
  const bug = requests.find(({ failure }) => failure !== undefined);
  if (bug !== undefined) problems.push(`the emulator itself failed: ${bug.failure}`);
  return problems;
}

/** A killed run is judged only by what it wrote: its last statuses are missing. */
function rulesBroken(
  messages: readonly AirbyteMessage[],
  catalog: ConfiguredCatalog,
  { exitCode, repeatedKeysAllowed }: Pick<ReadResult, 'exitCode'> & { readonly repeatedKeysAllowed: boolean },
): readonly string[] {
  if (exitCode !== undefined) return checkReadRun(messages, catalog, { exitCode, repeatedKeysAllowed });
  return checkReadRun(messages, catalog, { repeatedKeysAllowed }).filter(
    (problem) => !/statuses are|before STARTED|after the last status/.test(problem),
  );
}

function errors(messages: readonly AirbyteMessage[]): string {
  return messages.flatMap(({ trace }) => trace?.error?.message ?? []).join(' | ');
}
