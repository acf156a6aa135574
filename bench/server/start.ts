import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pinned, WORLD_CORE } from '../common/cores.ts';

const SERVER = fileURLToPath(new URL('./main.ts', import.meta.url));

export interface PendoServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the fast Pendo in its own process, on the core that is not used for the measured tools. */
export async function startServer(): Promise<PendoServer> {
  const [file = '', ...args] = pinned(WORLD_CORE, [process.execPath, SERVER]);
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await firstLine(child);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The server has no stdout.');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The server ended before it listened.');
}
