import { ConnectorError, redactedError, toConnectorError } from '../airbyte/errors.ts';
import { connectionStatus, toLine } from '../airbyte/messages.ts';
import { checkAll } from './check-all.ts';
import { loadSetup, type Setup } from './setup.ts';
import { withinTime } from './time-limit.ts';
import type { CommandTools, ConfigArgs } from './types.ts';

/** A wrong config is worth two more tries, not minutes of a person's patience. */
const RETRIES = 2;
const ATTEMPTS = RETRIES + 1;
/** The waits between the attempts, and a little for what else is to be done. */
const BETWEEN_ATTEMPTS_MS = 5000;

/** A person waits for the answer, and Airbyte not for ever: what Pendo asks for in Retry-After does not count here. */
const LONGEST_CHECK_MS = 60_000;

/** Says whether a sync could begin. A bad config or a refusing Pendo is an answer (FAILED, exit code 0), no failure of ours. */
export async function check(args: ConfigArgs, tools: CommandTools): Promise<number> {
  let redact = (text: string) => text;
  try {
    const setup: Setup = await loadSetup(args, tools, { retries: RETRIES });
    redact = setup.redact;
    const longestMs = Math.min(LONGEST_CHECK_MS, ATTEMPTS * setup.config.requestTimeoutMs + BETWEEN_ATTEMPTS_MS);
    const limit = { longestMs, what: 'the check', stopping: tools.signal };
    await withinTime(limit, (signal) => checkAll(setup, signal));
    await tools.output.write(toLine(connectionStatus('SUCCEEDED')));
  } catch (error) {
    if (tools.signal.aborted || !(error instanceof ConnectorError))
      throw redactedError(toConnectorError(error), redact);
    await tools.output.write(toLine(connectionStatus('FAILED', redact(withCure(error)))));
  }
  return 0;
}

/** A sync is tried again by Airbyte; a check is not, so the person has to. */
function withCure({ failureType, message }: ConnectorError): string {
  return failureType === 'transient_error' ? `${message} Try again in a few minutes.` : message;
}
