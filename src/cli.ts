import yargs from 'yargs';
import { configError } from './airbyte/errors.ts';
import type { CommandTools } from './commands/types.ts';

const CONFIG = { type: 'string', demandOption: true, describe: 'Path to the config, a JSON file' } as const;
const CATALOG = { type: 'string', demandOption: true, describe: 'Path to the configured catalog' } as const;
const STATE = { type: 'string', describe: 'Path to the state of the last sync' } as const;
const DEBUG = { type: 'boolean', default: false, describe: 'Log every request' } as const;

/** Runs the command that `args` name and resolves to the exit code. Each command loads only what it needs. */
export async function runCli(args: readonly string[], tools: CommandTools): Promise<number> {
  let exitCode = 0;
  await yargs([...args])
    .scriptName('source-pendo')
    .command('spec', 'Print what the config holds', {}, async () => {
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
    .demandCommand(1, 'Name a command: spec, check, discover or read.')
    .strictCommands()
    .version(false)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? configError(`${message.replace(/\.$/, '')}. Try source-pendo --help.`);
    })
    .parseAsync();
  return exitCode;
}
