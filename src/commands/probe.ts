import { toConnectorError } from '../airbyte/errors.ts';
import type { Output } from '../airbyte/output.ts';
import { createAsking, MOST_REQUESTS } from '../probe/ask.ts';
import { jsonReport } from '../probe/report/json.ts';
import { textReport } from '../probe/report/text.ts';
import { runProbe } from '../probe/run.ts';
import { loadSetup, type Setup } from './setup.ts';
import type { CommandTools, ConfigArgs } from './types.ts';

const LONGEST_PROBE_MS = 180_000;

export interface ProbeArgs extends ConfigArgs {
  /** Prints one JSON document in place of the text. */
  readonly json: boolean;
}

/**
 * Compares a subscription with what this source assumes about Pendo, and prints a report that can be shared. Resolves to 1
 * when something differs that a sync stands on, or when there is nothing to report.
 */
export async function probe(args: ProbeArgs, tools: CommandTools): Promise<number> {
  let redact = (text: string) => text;
  try {
    const setup = await loadSetup(args, { ...tools, output: quiet(args, tools) });
    redact = setup.redact;
    const report = await runProbe(askingOf(setup, tools));
    await tools.output.write(args.json ? jsonReport(report) : textReport(report));
    return report.isGood ? 0 : 1;
  } catch (error) {
    const sentence = redact(toConnectorError(error).message);
    tools.tellPerson?.(`${sentence}\n`);
    if (args.json) await tools.output.write(`${JSON.stringify({ is_good: false, error: sentence }, null, 2)}\n`);
    return 1;
  }
}

function askingOf({ client, config, firstBackoffMs }: Setup, tools: CommandTools) {
  return createAsking({
    client,
    config,
    wall: tools.now,
    stopping: tools.signal,
    timeUp: AbortSignal.timeout(LONGEST_PROBE_MS),
    onAsk: (question, requests) => tools.tellPerson?.(`${requests} of at most ${MOST_REQUESTS}: ${question}\n`),
    onPause: (seconds) => tools.tellPerson?.(`Pendo asks to wait for ${seconds} s.\n`),
    ...(firstBackoffMs === undefined ? {} : { firstBackoffMs }),
  });
}

/** The log would spoil the report on stdout. With --debug it goes to stderr. */
function quiet({ debug }: ProbeArgs, { tellPerson }: CommandTools): Output {
  return {
    async write(lines) {
      if (debug) tellPerson?.(typeof lines === 'string' ? lines : Buffer.from(lines).toString('utf8'));
    },
    async flush() {},
  };
}
