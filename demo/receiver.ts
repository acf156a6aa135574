import { spawn } from 'node:child_process';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { linesOf } from './lines.ts';

const EXECUTABLE = fileURLToPath(new URL('../bin/source-pendo', import.meta.url));

export interface ReceiverOptions {
  readonly inboxPath: string;
  readonly secret: string;
  readonly token: string;
}

export interface Receiver {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `source-pendo listen` on a free port. Throws when it ends before it listens. */
export async function startReceiver({ inboxPath, secret, token }: ReceiverOptions): Promise<Receiver> {
  const child = spawn(EXECUTABLE, ['listen', '--port', '0', '--inbox', `sqlite:${inboxPath}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, PENDO_WEBHOOK_SECRET: secret, FEED_TOKEN: token },
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = linesOf(child.stdout)[Symbol.asyncIterator]();
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    const url = /Listening on (http:\/\/[^;]+);/.exec(line.value)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return {
      url,
      async stop() {
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error('source-pendo listen ended before it listened.');
}
