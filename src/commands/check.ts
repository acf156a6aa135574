import { ConnectorError, toConnectorError } from '../airbyte/errors.ts';
import { connectionStatus, toLine } from '../airbyte/messages.ts';
import { proveConnection } from './prove-connection.ts';
import { loadSetup, type Setup } from './setup.ts';
import type { CommandTools, ConfigArgs } from './types.ts';

/** A wrong config is worth two more tries, not minutes of a person's patience. */
const RETRIES = 2;

/** Says whether a sync could begin. A bad config or a refusing Pendo is an answer (FAILED, exit code 0), no failure of ours. */
export async function check(args: ConfigArgs, tools: CommandTools): Promise<number> {
  let redact = (text: string) => text;
  try {
    const setup: Setup = await loadSetup(args, tools, { retries: RETRIES });
    redact = setup.redact;
    await proveConnection(setup.client, setup.config, tools.signal);
    await tools.output.write(toLine(connectionStatus('SUCCEEDED')));
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw toConnectorError(error);
    await tools.output.write(toLine(connectionStatus('FAILED', redact(error.message))));
  }
  return 0;
}
