import pLimit from 'p-limit';
import { ConnectorError, redactedError, SyncEndingError, toConnectorError } from '../airbyte/errors.ts';
import type { Log } from '../airbyte/log.ts';
import { errorTrace, streamStatus, toLine } from '../airbyte/messages.ts';
import type { Output } from '../airbyte/output.ts';
import { createStreamContext } from './stream-context.ts';
import type { StreamTask } from './types.ts';

export interface RunOptions {
  readonly output: Output;
  readonly log: Log;
  readonly now: () => number;
  readonly redact: (text: string) => string;
  readonly maxConcurrency: number;
  /** Aborts when the process is told to stop. */
  readonly signal: AbortSignal;
  /** See `ContextOptions`. */
  readonly heartbeatMs?: number;
}

interface Failure {
  readonly stream: string;
  readonly error: ConnectorError;
}

/**
 * Reads all streams, at most `maxConcurrency` at once, and reports the status of each. A stream that fails does not
 * stop the others unless its error ends the sync. Resolves to whether every stream is complete: only then may the
 * process exit with 0.
 */
export async function runStreams(tasks: readonly StreamTask[], options: RunOptions): Promise<boolean> {
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const limit = pLimit(options.maxConcurrency);
  const failures: Failure[] = [];

  async function runOne(task: StreamTask): Promise<void> {
    const error = await runStream(task, { ...options, signal: task.hasOwnServer === true ? options.signal : signal });
    if (error === undefined) return;
    failures.push({ stream: task.name, error });
    if (error instanceof SyncEndingError && !ending.signal.aborted) ending.abort(error);
  }

  await Promise.all(tasks.map((task) => limit(runOne, task)));
  if (failures.length === 0) return true;
  await options.output.write(toLine(errorTrace(summary(failures, tasks.length), options.now())));
  return false;
}

/** Runs one stream from STARTED to its last status. Returns the error that ended it, if any. */
async function runStream(task: StreamTask, options: RunOptions): Promise<ConnectorError | undefined> {
  const { output, log, now } = options;
  const context = createStreamContext({ ...options, stream: task.name });
  const say = (status: Parameters<typeof streamStatus>[1]) =>
    output.write(toLine(streamStatus(task.name, status, now())));
  const startedAt = now();
  try {
    await say('STARTED');
    await say('RUNNING');
    options.signal.throwIfAborted();
    await task.read(context);
    await context.finish();
    context.close();
    await say('COMPLETE');
    log.info(`${task.name}: complete, ${context.records} records in ${seconds(now() - startedAt)} s.`);
    return undefined;
  } catch (thrown) {
    context.close();
    const error = toConnectorError(thrown);
    const shown = redactedError(error, options.redact);
    // The pipe itself may have broken: then nobody is left to read the error.
    await output.write(toLine(errorTrace(shown, now(), task.name))).catch(() => {});
    await say('INCOMPLETE').catch(() => {});
    log.error(`${task.name}: failed after ${context.records} records. ${shown.message}`);
    return error;
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

/** One transient failure makes Airbyte retry. Config errors end the job only if no failure is transient. */
function summary(failures: readonly Failure[], streams: number): ConnectorError {
  const names = failures.map(({ stream }) => stream).join(', ');
  const types = new Set(failures.map(({ error }) => error.failureType));
  const failureType = types.has('transient_error')
    ? 'transient_error'
    : (failures[0]?.error.failureType ?? 'system_error');
  const message = `${failures.length} of ${streams} streams failed: ${names}. The error of each stream gives the reason.`;
  return new ConnectorError({ failureType, message });
}
