import type { AirbyteMessage, ConfiguredCatalog } from '../helpers/airbyte/messages.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import type { Ended } from './connector.ts';
import type { RunState } from './run-state.ts';
import type { Step } from './scenario/types.ts';
import type { SyncOutput } from './sync-output.ts';

const STATE_BYTES = 10_000;
/** Of one sync: the data is small, and a stream has a budget. */
const MOST_REQUESTS = 1500;

export interface Ran {
  readonly step: Step;
  readonly catalog: ConfiguredCatalog;
  readonly ended: Ended;
  readonly output: SyncOutput;
}

/** The protocol, the exit code, the size of states, the number of requests. */
export function checkRun(run: RunState, { step, catalog, ended, output }: Ran): readonly string[] {
  const { emulator, counts } = run;
  const requests = emulator.requests.all();
  const fired = emulator.faults.all().filter((added) => added.fired > 0);
  counts.faults += fired.reduce((sum, added) => sum + added.fired, 0);
  const fatal = step.faults.some((planned) => planned.fatal && fired.some(({ fault }) => fault === planned.fault));
  const messages = output.written();
  const problems: string[] = [];
  if (!output.isCut && !fatal && ended.exitCode !== 0)
    problems.push(`exit code ${ended.exitCode}: ${errors(messages)}`);
  if (ended.thrown !== undefined && !fatal && !output.isCut) problems.push(`thrown: ${String(ended.thrown)}`);
  // Broken JSON in complete HTTP is noticed at its end, when the rows before it are written: they come again.
  const repeatedKeysAllowed = fired.some(({ fault }) => fault.truncate !== undefined);
  if (ended.thrown === undefined) problems.push(...rulesBroken(messages, catalog, { ...ended, repeatedKeysAllowed }));
  const large = messages.filter(({ state }) => state !== undefined && JSON.stringify(state).length > STATE_BYTES);
  if (large.length > 0) problems.push('a state is larger than 10 KB');
  counts.requests += requests.length;
  if (requests.length > MOST_REQUESTS) problems.push('the number of requests is not bounded');
  const bug = requests.find(({ failure }) => failure !== undefined);
  if (bug !== undefined) problems.push(`the emulator itself failed: ${bug.failure}`);
  return problems;
}

/** Of a run that was killed, only what has come can be right or wrong. */
function rulesBroken(
  messages: readonly AirbyteMessage[],
  catalog: ConfiguredCatalog,
  { exitCode, repeatedKeysAllowed }: Pick<Ended, 'exitCode'> & { readonly repeatedKeysAllowed: boolean },
): readonly string[] {
  if (exitCode !== undefined) return checkReadRun(messages, catalog, { exitCode, repeatedKeysAllowed });
  return checkReadRun(messages, catalog, { repeatedKeysAllowed }).filter(
    (problem) => !/statuses are|before STARTED|after the last status/.test(problem),
  );
}

function errors(messages: readonly AirbyteMessage[]): string {
  return messages.flatMap(({ trace }) => trace?.error?.message ?? []).join(' | ');
}
