import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const EXECUTABLE = fileURLToPath(new URL('../../bin/source-pendo', import.meta.url));
const BARE_ROUTE = fileURLToPath(new URL('./bare-route.ts', import.meta.url));

export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

export function startBareRoute(): Promise<RunningServer> {
  return started(spawn(process.execPath, [BARE_ROUTE], { stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** The receiver, run by its executable as in production. `inbox` is the option `--inbox`. */
export function startReceiver(inbox: string, secret: string): Promise<RunningServer> {
  const env = { ...process.env, PENDO_WEBHOOK_SECRET: secret, FEED_TOKEN: 'bench' };
  const args = ['listen', '--port', '0', '--inbox', inbox];
  return started(spawn(EXECUTABLE, args, { env, stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** Waits for the line with the address. */
async function started(child: ChildProcess): Promise<RunningServer> {
  if (child.stdout === null) throw new Error('The server has no stdout.');
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stdout.resume();
    return {
      port: Number(port),
      async stop() {
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error('The server ended before it listened.');
}
