import { createLog } from '../airbyte/log.ts';
import { createRedactor } from '../config/secrets.ts';
import { passwordsOf } from '../webhooks/inbox-location.ts';
import { type ListenArgs, parseListenOptions } from '../webhooks/options.ts';
import { serveWebhooks } from '../webhooks/serve.ts';
import type { CommandTools } from './types.ts';

/** Receives Pendo's webhooks until the process is told to stop. Resolves to exit code 0 then. */
export async function listen(args: ListenArgs, tools: CommandTools): Promise<number> {
  const options = await parseListenOptions(args, tools.env);
  const redact = createRedactor([...options.secrets, options.feedToken, ...passwordsOf(options.inbox)]);
  const log = createLog({ output: tools.output, redact });
  if (options.allowUnsigned) {
    const what = options.secrets.length === 0 ? 'whatever comes' : 'requests without a signature';
    log.warn(`--allow-unsigned is given: ${what} will be kept, and anyone who reaches this port can send events.`);
  }
  await serveWebhooks(options, { ...tools, log, clock: { now: tools.now, monotonic: () => performance.now() } });
  return 0;
}
