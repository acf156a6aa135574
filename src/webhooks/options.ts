import { isIP } from 'node:net';
import { configError } from '../airbyte/errors.ts';
import { type InboxLocation, parseInbox, passwordsOf } from './inbox-location.ts';
import { readSecretFile, type SecretLines, secretLines } from './secret-files.ts';

/** The options as yargs passes them: a string each, or a list when an option was given twice. */
export type ListenArgs = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly inbox: InboxLocation;
  readonly secrets: readonly string[];
  readonly allowUnsigned: boolean;
  readonly feedToken: string;
  readonly retentionDays: number;
  readonly maxBodyBytes: number;
  /** How long an idle connection stays open. */
  readonly keepAliveSeconds: number;
  /** Log sentences about options that work but should be given in another way. */
  readonly warnings: readonly string[];
}

const LARGEST_PORT = 65_535;
const LONGEST_RETENTION_DAYS = 36_500;
const LARGEST_MAX_BODY_BYTES = 100 * 1024 * 1024;
/**
 * Longer than most load balancers keep idle connections (60 s), so that none sends on a connection that we just close.
 */
const KEEP_ALIVE_SECONDS = '75';
const LONGEST_KEEP_ALIVE_SECONDS = 3600;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i;
/** Characters that a header can carry. No blanks: they get lost when a token is copied. */
const TOKEN = /^[!-~]+$/;

/**
 * Reads the options of `listen`. An option overrides its environment variable; a blank variable counts as absent.
 * Throws a config error with one sentence that names the option and never repeats a secret.
 */
export async function parseListenOptions(args: ListenArgs, env: Environment): Promise<ListenOptions> {
  const value = (option: string, variable: string) => optionOf(args, option) ?? variableOf(env, variable);
  const allowUnsigned = args['allow-unsigned'] === true;
  const maxBodyBytes = value('max-body-bytes', 'LISTEN_MAX_BODY_BYTES') ?? '1048576';
  const keepAlive = value('keep-alive-seconds', 'LISTEN_KEEP_ALIVE_SECONDS') ?? KEEP_ALIVE_SECONDS;
  const inbox = await readInbox(args, env);
  const secrets = await readSecrets(args, env, allowUnsigned);
  const token = await readFeedToken(args, env);
  return {
    host: parseHost(value('host', 'LISTEN_HOST') ?? '127.0.0.1'),
    port: wholeNumber('port', value('port', 'LISTEN_PORT') ?? '8080', 0, LARGEST_PORT),
    inbox,
    secrets: secrets.lines,
    allowUnsigned,
    feedToken: token.lines[0] ?? '',
    retentionDays: parseDays(value('retention-days', 'LISTEN_RETENTION_DAYS') ?? '30'),
    maxBodyBytes: wholeNumber('max-body-bytes', maxBodyBytes, 1, LARGEST_MAX_BODY_BYTES),
    keepAliveSeconds: wholeNumber('keep-alive-seconds', keepAlive, 1, LONGEST_KEEP_ALIVE_SECONDS),
    warnings: [
      ...(secrets.trimmed ? [trimmedWarning("Pendo's webhook secret")] : []),
      ...(token.trimmed ? [trimmedWarning('the feed token')] : []),
      ...(args.inbox !== undefined && passwordsOf(inbox).length > 0 ? [SHOWN_PASSWORD] : []),
    ],
  };
}

const SHOWN_PASSWORD =
  'The password of the database stands on the command line, where every user of this machine sees it; give the address in LISTEN_INBOX or in a file with --inbox-file.';

function trimmedWarning(what: string): string {
  return `There were blanks around ${what}; they were left out. Write it without them.`;
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

async function readInbox(args: ListenArgs, env: Environment): Promise<InboxLocation> {
  const text = optionOf(args, 'inbox');
  const path = optionOf(args, 'inbox-file');
  if (text !== undefined && path !== undefined) throw configError('Give --inbox or --inbox-file, not both.');
  if (path === undefined) {
    return parseInbox(
      '--inbox (LISTEN_INBOX)',
      text ?? variableOf(env, 'LISTEN_INBOX')?.trim() ?? 'sqlite:inbox.sqlite',
    );
  }
  const { lines } = await readSecretFile('inbox-file', path);
  if (lines.length !== 1) throw configError('The file of --inbox-file must hold one line, the address of the inbox.');
  return parseInbox('The line in the file of --inbox-file', lines[0] ?? '');
}

async function readSecrets(args: ListenArgs, env: Environment, allowUnsigned: boolean): Promise<SecretLines> {
  const path = optionOf(args, 'secret-file');
  const secrets = await fileOrVariable('secret-file', path, { name: 'PENDO_WEBHOOK_SECRET', env });
  if (secrets.lines.length > 0 || (allowUnsigned && path === undefined)) return secrets;
  if (path !== undefined) throw configError('The file of --secret-file holds no secret; write one on each line.');
  throw configError(
    "There is no secret to verify webhooks with; give --secret-file or PENDO_WEBHOOK_SECRET with the secret of Pendo's webhook settings, or --allow-unsigned to take whatever comes.",
  );
}

async function readFeedToken(args: ListenArgs, env: Environment): Promise<SecretLines> {
  const path = optionOf(args, 'feed-token-file');
  const token = await fileOrVariable('feed-token-file', path, { name: 'FEED_TOKEN', env });
  const [first] = token.lines;
  if (first !== undefined && token.lines.length === 1 && TOKEN.test(first)) return token;
  if (first !== undefined) {
    throw configError('The feed token must be one line of visible ASCII characters without blanks.');
  }
  throw configError(
    'There is no token for the feed; give --feed-token-file or FEED_TOKEN, and the same token in the config of read.',
  );
}

async function fileOrVariable(
  option: string,
  path: string | undefined,
  { name, env }: { readonly name: string; readonly env: Environment },
): Promise<SecretLines> {
  return path === undefined ? secretLines(`The variable ${name}`, env[name] ?? '') : readSecretFile(option, path);
}
