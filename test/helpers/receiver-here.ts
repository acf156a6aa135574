import { toConnectorError } from '../../src/airbyte/errors.ts';
import { runCli } from '../../src/cli.ts';
import { addressIn, listenArgs, type ReceiverOptions, SECRET, TOKEN } from './receiver.ts';

export interface ReceiverHere {
  readonly url: string;
  readonly port: number;
  /** Its output so far. */
  log(): string;
  /** Stops it as SIGTERM would. Resolves to its exit code. */
  stop(): Promise<number>;
}

/**
 * Starts `listen` by a call in this process, for a quarter of the processor time of a process. For tests that need no
 * kill, no limit of the operating system, and no other isolation. Rejects with its error if it does not listen.
 */
export async function startReceiverHere(options: Omit<ReceiverOptions, 'wrapper'> = {}): Promise<ReceiverHere> {
  const stopping = new AbortController();
  const listening = Promise.withResolvers<string>();
  let written = '';
  const output = {
    async write(lines: string | Uint8Array) {
      written += String(lines);
      const address = addressIn(written);
      if (address !== undefined) listening.resolve(address);
    },
    async flush() {},
  };
  const env = { PENDO_WEBHOOK_SECRET: SECRET, FEED_TOKEN: TOKEN, ...options.env };
  const tools = { output, now: Date.now, random: Math.random, signal: stopping.signal, env };
  const ended = runCli(listenArgs(options), tools);
  ended.catch((error) => listening.reject(toConnectorError(error)));
  const url = await listening.promise;
  return {
    url,
    port: Number(new URL(url).port),
    log: () => written,
    stop() {
      stopping.abort();
      return ended;
    },
  };
}
