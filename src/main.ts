import { fstatSync } from 'node:fs';
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { ConnectorError, toConnectorError } from './airbyte/errors.ts';
import { createFileStream } from './airbyte/file-stream.ts';
import { errorTrace, toLine } from './airbyte/messages.ts';
import { createOutput } from './airbyte/output.ts';
import { runCli } from './cli.ts';

/**
 * After a stop signal, exit within this time even if an answer is slow or nobody reads stdout: Airbyte kills after ten
 * seconds.
 */
const STOP_WITHIN_MS = 4000;
const STDOUT = 1;
/** Set globally, because a request cannot set it for connections to a proxy. */
const CONNECT_ATTEMPT_MS = 10_000;
const SIGNAL_EXIT_CODES = { SIGTERM: 143, SIGINT: 130 } as const;
type StopSignal = keyof typeof SIGNAL_EXIT_CODES;

// Node's default per address of a host is 250 ms, too little for a slow network. A limit is still needed, so that a
// dead address does not use up the time for the others.
setDefaultAutoSelectFamilyAttemptTimeout(CONNECT_ATTEMPT_MS);

const isFile = fstatSync(STDOUT).isFile();
const output = createOutput(isFile ? createFileStream(STDOUT) : process.stdout);
const stopping = new AbortController();
let stoppedBy: StopSignal | undefined;
let deadline: NodeJS.Timeout | undefined;

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stoppedBy = signal;
    deadline = setTimeout(dieBy, STOP_WITHIN_MS, signal);
    const message = `Stopped by ${signal} before everything was done; start it again.`;
    stopping.abort(new ConnectorError({ failureType: 'transient_error', message }));
  });
}

/**
 * Exits as if the signal had not been caught: 0 would mean that the sync is complete. For PID 1 only the timer works.
 */
function dieBy(signal: StopSignal): void {
  process.kill(process.pid, signal);
  setTimeout(() => process.exit(SIGNAL_EXIT_CODES[signal]), 500);
}

async function main(): Promise<void> {
  let exitCode = 1;
  // Set early: if a promise never settles, the process ends in the middle, and Node would exit with 0.
  process.exitCode = exitCode;
  try {
    const tellPerson = (text: string) => void process.stderr.write(text);
    const tools = { output, tellPerson, now: Date.now, random: Math.random, signal: stopping.signal, env: process.env };
    exitCode = await runCli(process.argv.slice(2), tools);
  } catch (error) {
    await output.write(toLine(errorTrace(toConnectorError(error), Date.now()))).catch(() => {});
  }
  await output.flush().catch((error: NodeJS.ErrnoException) => {
    exitCode ||= 1;
    const reason = error.code ?? error.message;
    process.stderr.write(`source-pendo: the output could not be written (${reason}); what it holds is not complete.\n`);
  });
  process.exitCode = exitCode;
  clearTimeout(deadline);
  if (stoppedBy !== undefined && exitCode !== 0) dieBy(stoppedBy);
}

void main();
