import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { configError } from '../airbyte/errors.ts';
import { readSecretFile, secretLines } from './secret-files.ts';

/** The options as yargs hands them over: texts, or a list where one was given twice. */
export type ListenArgs = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

export type InboxLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly inbox: InboxLocation;
  readonly secrets: readonly string[];
  readonly allowUnsigned: boolean;
  readonly feedToken: string;
  readonly retentionDays: number;
  readonly maxBodyBytes: number;
}

const LARGEST_PORT = 65_535;
const LONGEST_RETENTION_DAYS = 36_500;
const LARGEST_MAX_BODY_BYTES = 100 * 1024 * 1024;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i;
/** What a header can carry, and no blank that gets lost in copying. */
const TOKEN = /^[!-~]+$/;

/**
 * Reads the options of `listen`; each beats its variable, and a blank variable counts as absent. Throws a config error with
 * one sentence that names the option and never repeats a secret.
 */
export async function parseListenOptions(args: ListenArgs, env: Environment): Promise<ListenOptions> {
  const value = (option: string, variable: string) => optionOf(args, option) ?? variableOf(env, variable);
  const allowUnsigned = args['allow-unsigned'] === true;
  const maxBodyBytes = value('max-body-bytes', 'LISTEN_MAX_BODY_BYTES') ?? '1048576';
  return {
    host: parseHost(value('host', 'LISTEN_HOST') ?? '127.0.0.1'),
    port: wholeNumber('port', value('port', 'LISTEN_PORT') ?? '8080', 0, LARGEST_PORT),
    inbox: parseInbox(value('inbox', 'LISTEN_INBOX') ?? 'sqlite:inbox.sqlite'),
    secrets: await readSecrets(args, env, allowUnsigned),
    allowUnsigned,
    feedToken: await readFeedToken(args, env),
    retentionDays: parseDays(value('retention-days', 'LISTEN_RETENTION_DAYS') ?? '30'),
    maxBodyBytes: wholeNumber('max-body-bytes', maxBodyBytes, 1, LARGEST_MAX_BODY_BYTES),
  };
}

function optionOf(args: ListenArgs, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || typeof value === 'string') return value;
  throw configError(`--${name} is given twice; give it once.`);
}

function variableOf(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

function parseHost(text: string): string {
  if (isIP(text) !== 0 || HOST_NAME.test(text)) return text;
  throw configError('--host (LISTEN_HOST) must be an address or a name of this machine, such as 0.0.0.0.');
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw configError(`--${option} (${variableName(option)}) must be a whole number from ${least} to ${most}.`);
}

function variableName(option: string): string {
  return `LISTEN_${option.replaceAll('-', '_').toUpperCase()}`;
}

function parseDays(text: string): number {
  const days = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  if (days > 0 && days <= LONGEST_RETENTION_DAYS) return days;
  throw configError(
    `--retention-days (LISTEN_RETENTION_DAYS) must be a number of days above 0, up to ${LONGEST_RETENTION_DAYS}.`,
  );
}

/** The address is not repeated in the error: it holds the database's password. */
function parseInbox(text: string): InboxLocation {
  const path = /^sqlite:(.+)$/s.exec(text)?.[1];
  // An absolute path, because SQLite takes ":memory:" and "file:…" for more than paths.
  if (path !== undefined && !path.includes('\0')) return { kind: 'sqlite', path: resolve(path) };
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return { kind: 'postgres', url: text };
  throw configError(
    '--inbox (LISTEN_INBOX) must be sqlite: and the path of a file, or the postgres:// address of a database.',
  );
}

async function readSecrets(args: ListenArgs, env: Environment, allowUnsigned: boolean): Promise<readonly string[]> {
  const path = optionOf(args, 'secret-file');
  const text = path === undefined ? env.PENDO_WEBHOOK_SECRET : await readSecretFile('secret-file', path);
  const secrets = secretLines(text ?? '');
  if (secrets.length > 0 || (allowUnsigned && path === undefined)) return secrets;
  if (path !== undefined) throw configError('The file of --secret-file holds no secret; write one on each line.');
  throw configError(
    "There is no secret to verify webhooks with; give --secret-file or PENDO_WEBHOOK_SECRET with the secret of Pendo's webhook settings, or --allow-unsigned to take whatever comes.",
  );
}

async function readFeedToken(args: ListenArgs, env: Environment): Promise<string> {
  const path = optionOf(args, 'feed-token-file');
  const text = path === undefined ? env.FEED_TOKEN : await readSecretFile('feed-token-file', path);
  const lines = secretLines(text ?? '').map((line) => line.trim());
  const [token] = lines;
  if (token !== undefined && lines.length === 1 && TOKEN.test(token)) return token;
  if (token !== undefined) {
    throw configError('The feed token must be one line of visible ASCII characters without blanks.');
  }
  throw configError(
    'There is no token for the feed; give --feed-token-file or FEED_TOKEN, and the same token in the config of read.',
  );
}
