import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signatureOf } from '../../emulator/webhooks.ts';
import { EXECUTABLE } from './run.ts';

export const SECRET = 'secret-of-a-test';
export const TOKEN = 'token-of-a-test';
const START_TIMEOUT_MS = 20_000;

export interface ReceiverOptions {
  /** The option `--inbox`. Default: a file in a new folder. */
  readonly inbox?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A command prefix for the executable, e.g. a shell that sets a limit. */
  readonly wrapper?: readonly string[];
  readonly port?: number;
}

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Its output so far. */
  log(): string;
  kill(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Starts the executable's `listen` and waits until it listens. Rejects with its output if it does not. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const [command = '', ...args] = [...(options.wrapper ?? []), EXECUTABLE, ...listenArgs(options)];
  const env = { ...process.env, PENDO_WEBHOOK_SECRET: SECRET, FEED_TOKEN: TOKEN, ...options.env };
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`It does not listen: ${written}`)), START_TIMEOUT_MS);
    const collect = (text: string) => {
      written += text;
      const address = addressIn(written);
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    void ended.then(({ code }) => {
      clearTimeout(timer);
      reject(new Error(`It ended with exit code ${code}: ${written}`));
    });
  });
  return {
    url,
    port: Number(new URL(url).port),
    child,
    log: () => written,
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

export function listenArgs({ inbox, port = 0, args = [] }: ReceiverOptions): readonly string[] {
  return ['listen', '--port', String(port), ...(inbox === undefined ? [] : ['--inbox', inbox]), ...args];
}

/** The address in the output of a receiver that listens. */
export function addressIn(output: string): string | undefined {
  return /Listening on (http:\/\/[^;]+);/.exec(output)?.[1];
}

/** A folder for an inbox, and a function that deletes it. */
export async function inboxFolder(): Promise<{ readonly inbox: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-inbox-'));
  return {
    inbox: `sqlite:${join(folder, 'inbox.sqlite')}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

export interface PostOptions {
  /** The signature header. Default: the right one. Null: no header. */
  readonly signature?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly path?: string;
}

/** Sends a body to the receiver, by default signed. */
export async function post(url: string, body: string | Uint8Array, options: PostOptions = {}): Promise<Answer> {
  const { signature = signatureOf(body, SECRET), method = 'POST', path = '/pendo' } = options;
  const signed = signature === null ? {} : { 'x-pendo-signature': signature };
  const headers = { 'content-type': 'application/json', ...signed, ...options.headers };
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const response = await fetch(url + path, { method, headers, ...(hasBody ? { body: Buffer.from(body) } : {}) });
  return { status: response.status, body: await response.text(), headers: response.headers };
}

export interface FeedLine {
  readonly sequence: number;
  readonly received_at: string;
  readonly event: string | null;
  readonly unique_id: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** One page of the feed. Rejects if the status is not 200 or the page breaks off. */
export async function feedPage(url: string, after = 0, limit = 1000): Promise<FeedLine[]> {
  const lines = await feedText(url, after, limit);
  return lines.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

export async function feedText(url: string, after = 0, limit = 1000): Promise<string> {
  // fetch would ask for gzip, which costs both sides more than the rest of the answer.
  const headers = { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'identity' };
  const response = await fetch(`${url}/feed?after=${after}&limit=${limit}`, { headers });
  if (response.status !== 200) throw new Error(`The feed answered ${response.status}: ${await response.text()}`);
  return response.text();
}

/** The whole feed, page by page. */
export async function wholeFeed(url: string, limit = 1000): Promise<FeedLine[]> {
  const lines: FeedLine[] = [];
  for (;;) {
    const page = await feedPage(url, lines.at(-1)?.sequence ?? 0, limit);
    if (page.length === 0) return lines;
    lines.push(...page);
  }
}

/** The counters and gauges of `/metrics`. Labels are in braces after the name. */
export async function metricsOf(url: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return new Map(
    Array.from(text.matchAll(/^([a-z_]+(?:\{[^}]*\})?) (\S+)$/gm), ([, name = '', value]) => [name, Number(value)]),
  );
}
