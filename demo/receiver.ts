import { spawn } from 'node:child_process';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

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

/** Starts `source-pendo listen` on a free port. Rejects with its output if it ends before it listens. */
export async function startReceiver({ inboxPath, secret, token }: ReceiverOptions): Promise<Receiver> {
  const child = spawn(EXECUTABLE, ['listen', '--port', '0', '--inbox', `sqlite:${inboxPath}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, PENDO_WEBHOOK_SECRET: secret, FEED_TOKEN: token },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let written = '';
    child.once('error', reject);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      written += text;
      const address = /Listening on (http:\/\/[^;]+);/.exec(written)?.[1];
      if (address !== undefined) resolve(address);
    });
    void ended.then(() => reject(new Error(`source-pendo listen ended before it listened. ${written}`)));
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
