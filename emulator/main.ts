import process from 'node:process';
import yargs from 'yargs';
import { SCALES, type ScaleName } from './data/index.ts';
import { LOOPBACK } from './http/server.ts';
import { DEFAULT_KEY, startEmulator } from './index.ts';

const options = await yargs(process.argv.slice(2))
  .scriptName('npm run emulator --')
  .usage('$0 [options]\n\nStarts an emulated Pendo with invented data on this machine.')
  .option('port', { type: 'number', default: 8080, describe: 'Port; 0 takes any free port' })
  .option('host', {
    type: 'string',
    default: LOOPBACK,
    describe: 'Address to listen on; 0.0.0.0 lets containers and other machines connect',
    coerce: toHost,
  })
  .option('scale', {
    choices: Object.keys(SCALES) as ScaleName[],
    default: 'small' as ScaleName,
    describe: 'How much data there is',
  })
  .option('seed', { type: 'number', default: 1, describe: 'The same seed and scale give the same data' })
  .option('key', { type: 'string', default: DEFAULT_KEY, describe: 'The integration key to accept' })
  .option('now', { type: 'string', describe: 'Time of its clock, such as 2026-06-15T13:00:00Z', coerce: toTime })
  .strict()
  .version(false)
  .parseAsync();

try {
  const { port, host, scale, seed, key, now } = options;
  const emulator = await startEmulator({
    port,
    host,
    scale,
    seed,
    integrationKey: key,
    gzip: true,
    ...(now === undefined ? {} : { now }),
  });
  console.log(`Emulated Pendo, scale ${scale}, seed ${seed}, clock at ${new Date(emulator.clock.now()).toISOString()}`);
  console.log(`url  ${emulator.url}`);
  console.log(`key  ${emulator.integrationKey}`);
  if (host !== LOOPBACK)
    console.log(`from a container  ${emulator.url.replace(/\/\/[^/]*?(?=:\d+$)/, '//host.docker.internal')}`);
  console.log('Press Ctrl-C to stop it.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.close());
} catch (error) {
  console.error(`The emulator cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

/** Node would listen on all addresses if the host were blank. */
function toHost(text: string): string {
  if (text.trim() === '') throw new Error('--host is blank; give an address such as 0.0.0.0');
  return text.trim();
}

function toTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error('--now is not a time such as 2026-06-15T13:00:00Z');
  return time;
}
