import { toConnectorError } from './airbyte/errors.ts';
import { errorTrace, toLine } from './airbyte/messages.ts';
import { createOutput } from './airbyte/output.ts';
import { runCli } from './cli.ts';

/** A stop must not wait for a slow answer or a reader that has gone: Airbyte kills after ten seconds. */
const STOP_WITHIN_MS = 4000;

const output = createOutput(process.stdout);
const stopping = new AbortController();
const tools = { output, now: Date.now, random: Math.random, signal: stopping.signal };

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stopping.abort(new Error(`Stopped by ${signal}.`));
    setTimeout(() => dieBy(signal), STOP_WITHIN_MS).unref();
    stopping.signal.addEventListener('settled', () => dieBy(signal));
  });
}

/** Ends as if the signal had not been caught: 0 would mean that the sync is complete. As PID 1 only the fallback works. */
function dieBy(signal: 'SIGTERM' | 'SIGINT'): void {
  process.kill(process.pid, signal);
  setTimeout(() => process.exit(signal === 'SIGTERM' ? 143 : 130), 500);
}

try {
  process.exitCode = await runCli(process.argv.slice(2), tools);
} catch (error) {
  await output.write(toLine(errorTrace(toConnectorError(error), Date.now()))).catch(() => {});
  process.exitCode = 1;
}
await output.flush();
if (stopping.signal.aborted && process.exitCode !== 0) stopping.signal.dispatchEvent(new Event('settled'));
