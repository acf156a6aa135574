import yargs from 'yargs';
import { configError } from './airbyte/errors.ts';
import type { CommandTools } from './commands/types.ts';

const CONFIG = { type: 'string', demandOption: true, describe: 'Path to the config, a JSON file' } as const;
const CATALOG = { type: 'string', demandOption: true, describe: 'Path to the configured catalog' } as const;
const STATE = { type: 'string', describe: 'Path to the state of the last sync' } as const;
const LISTEN_OPTIONS = {
  host: { type: 'string', describe: 'Address to listen on (LISTEN_HOST); 127.0.0.1 when absent' },
  port: { type: 'string', describe: 'Port to listen on (LISTEN_PORT); 8080 when absent' },
  inbox: { type: 'string', describe: 'sqlite:FILE or postgres://… (LISTEN_INBOX); sqlite:inbox.sqlite when absent' },
  'inbox-file': { type: 'string', describe: 'File that holds the address of --inbox, so that no password is seen' },
  'secret-file': { type: 'string', describe: "File of Pendo's webhook secrets, one per line (PENDO_WEBHOOK_SECRET)" },
  'feed-token-file': { type: 'string', describe: 'File of the token that read shows (FEED_TOKEN)' },
  'retention-days': { type: 'string', describe: 'Age at which events go (LISTEN_RETENTION_DAYS); 30 when absent' },
  'max-body-bytes': { type: 'string', describe: 'Largest body (LISTEN_MAX_BODY_BYTES); 1048576 when absent' },
  'keep-alive-seconds': {
    type: 'string',
    describe: 'How long an idle connection stays open (LISTEN_KEEP_ALIVE_SECONDS); 75 when absent',
  },
  'allow-unsigned': { type: 'boolean', default: false, describe: 'Take webhooks without a signature' },
} as const;
const JSON_OPTION = { type: 'boolean', default: false, describe: 'Print one JSON document' } as const;
const DEBUG = { type: 'boolean', default: false, describe: 'Log every request' } as const;

/** Runs the command that `args` name. Resolves to the exit code. Each command loads only the modules it needs. */
export async function runCli(args: readonly string[], tools: CommandTools): Promise<number> {
  let exitCode = 0;
  await yargs([...args])
    .scriptName('source-pendo')
    // Without this, yargs would mix its own translations with our English.
    .locale('en')
    .command('spec', 'Print what the config holds', { debug: DEBUG }, async () => {
      exitCode = await (await import('./commands/spec.ts')).spec(tools);
    })
    .command('check', 'Try the config', { config: CONFIG, debug: DEBUG }, async (argv) => {
      exitCode = await (await import('./commands/check.ts')).check(argv, tools);
    })
    .command('discover', 'Print the streams and their columns', { config: CONFIG, debug: DEBUG }, async (argv) => {
      exitCode = await (await import('./commands/discover.ts')).discover(argv, tools);
    })
    .command(
      'read',
      'Read the streams of a catalog',
      { config: CONFIG, catalog: CATALOG, state: STATE, debug: DEBUG },
      async (argv) => {
        exitCode = await (await import('./commands/read.ts')).read({ ...argv, state: argv.state }, tools);
      },
    )
    .command(
      'probe',
      'Compare a Pendo account with what this source assumes; the report can be shared',
      { config: CONFIG, json: JSON_OPTION, debug: DEBUG },
      async (argv) => {
        exitCode = await (await import('./commands/probe.ts')).probe(argv, tools);
      },
    )
    .command('listen', "Receive Pendo's webhooks", LISTEN_OPTIONS, async (argv) => {
      exitCode = await (await import('./commands/listen.ts')).listen(argv, tools);
    })
    .demandCommand(1, 'Name a command: spec, check, discover, read, probe or listen.')
    .strictCommands()
    .strictOptions()
    .version(false)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? configError(`${message.replace(/\.$/, '')}. Try source-pendo --help.`);
    })
    .parseAsync();
  return exitCode;
}
