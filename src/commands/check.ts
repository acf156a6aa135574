import { ConnectorError, redactedError, toConnectorError } from '../airbyte/errors.ts';
import { connectionStatus, toLine } from '../airbyte/messages.ts';
import { checkAll } from './check-all.ts';
import { loadSetup, type Setup } from './setup.ts';
import { withinTime } from './time-limit.ts';
import type { CommandTools, ConfigArgs } from './types.ts';

/** A person is waiting, so a check retries less often than a sync. */
const RETRIES = 2;
const ATTEMPTS = RETRIES + 1;
/** Time for the waits between the attempts, plus a margin. */
const BETWEEN_ATTEMPTS_MS = 5000;

/** Upper limit whatever Retry-After asks for: a person is waiting, and Airbyte has a timeout of its own. */
const LONGEST_CHECK_MS = 60_000;

/**
 * Reports whether a sync could run. A bad config or a refusal by Pendo is a result (FAILED, exit code 0), not an error.
 */
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

/** Airbyte retries a sync but not a check, so the user has to. */
function withCure({ failureType, message }: ConnectorError): string {
  return failureType === 'transient_error' ? `${message} Try again in a few minutes.` : message;
}
