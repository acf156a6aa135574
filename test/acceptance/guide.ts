import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PAGE = new URL('../../docs/webhooks.md', import.meta.url);
const DEPLOY = fileURLToPath(new URL('../../deploy', import.meta.url));
const EXAMPLE_HOST = 'webhooks.example.com';
/** For this name Caddy acts as its own certificate authority, so the test needs no public one. */
export const HOST = 'localhost';
const COMMAND_TIMEOUT_MS = 90_000;

/** Follows docs/webhooks.md like a user who has copied the folder deploy/, with its own secrets and containers. */
export interface Guide {
  /** The Compose project, which names everything that Docker creates. */
  readonly project: string;
  /** Where the page's commands run: a copy of deploy/. */
  readonly folder: string;
  /** The file for the proxy's root certificate, which curl trusts once it was copied there. */
  readonly certificate: string;
  /** Runs the first block of commands under a heading of the page that contains a text. */
  follow(heading: string, containing: string): Promise<string>;
  /** Runs other commands in the same folder. Returns their stdout, or rejects with their stderr. */
  shell(commands: string): Promise<string>;
  remove(): Promise<void>;
}

export async function openGuide(): Promise<Guide> {
  const page = await readFile(PAGE, 'utf8');
  const root = await mkdtemp(join(tmpdir(), 'source-pendo-compose-'));
  const folder = join(root, 'deploy');
  for (const name of ['compose.yaml', 'Caddyfile']) await cp(join(DEPLOY, name), join(folder, name));
  const project = `source-pendo-compose-${process.pid}`;
  const certificate = join(folder, 'root.crt');
  // A different project name than in the file, because that project may be running on this machine.
  const env = { ...process.env, COMPOSE_PROJECT_NAME: project, CURL_CA_BUNDLE: certificate, NO_PROXY: HOST };

  async function run(commands: string, cwd: string): Promise<string> {
    const options = { cwd, env, timeout: COMMAND_TIMEOUT_MS };
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], options);
    return stdout;
  }

  return {
    project,
    folder,
    certificate,
    follow: (heading, containing) => {
      const commands = commandsOf(page, heading, containing).replaceAll(EXAMPLE_HOST, HOST);
      return run(commands, commands.startsWith('cd ') ? root : folder);
    },
    shell: (commands) => run(commands, folder),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

function commandsOf(page: string, heading: string, containing: string): string {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const blocks = Array.from(section.matchAll(/^```sh\n(.*?)^```$/gms), ([, block = '']) => block);
  const found = blocks.find((block) => block.includes(containing));
  if (found === undefined) throw new Error(`docs/webhooks.md has no commands under "${heading}" with "${containing}".`);
  return found;
}
