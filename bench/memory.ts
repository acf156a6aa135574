import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { configureStream } from '../demo/messages.ts';
import { toAirbyteStream } from '../src/streams/catalog.ts';
import { STREAMS } from '../src/streams/index.ts';
import { type BigAnswer, serveBigAnswer } from './memory/big-answer.ts';
import { type MeasuredRead, measureRead, type ReaderPace } from './memory/measured-read.ts';

const DEFAULT_MEGABYTES = 1000;
const MEGABYTE = 1_000_000;
const DAY_MS = 86_400_000;
/** Few enough that the connector asks for them in one window: one answer. */
const DAYS = 4;
const PROMISED_PEAK_BYTES = 200 * MEGABYTE;
/** Statuses, states and log lines: everything but records. */
const MOST_OTHER_LINES = 50;

const VARIANTS: readonly { readonly gzip: boolean; readonly pace: ReaderPace }[] = [
  { gzip: false, pace: 'fast' },
  { gzip: false, pace: 'slow' },
  { gzip: true, pace: 'fast' },
  { gzip: true, pace: 'slow' },
];

/** Reads one answer of a gigabyte (`--megabytes=`) through the executable, and prints the peak of its memory. */
export async function benchMemory(options: readonly string[]): Promise<void> {
  if (process.platform !== 'linux') throw new Error('This benchmark reads the peak from /proc, which only Linux has.');
  const megabytes = Number(
    options.find((option) => option.startsWith('--megabytes='))?.split('=')[1] ?? DEFAULT_MEGABYTES,
  );
  const firstDay = Math.floor(Date.now() / DAY_MS) * DAY_MS - (DAYS + 2) * DAY_MS;
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1e9)} GB of memory.`,
  );
  console.log(
    `One aggregation answer of ${megabytes} MB, page_events by day; the server and the reader share the cores.\n`,
  );
  console.log('| answer | reader | rows | MB in | MB out | seconds | MB in a second | peak MB |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const { gzip, pace } of VARIANTS) {
    const server = await serveBigAnswer({ bytes: megabytes * MEGABYTE, firstDay, days: DAYS, gzip });
    try {
      const read = await withFiles(server.url, firstDay, (args) => measureRead(args, pace));
      refuseFailure(read, server);
      console.log(tableRow([gzip ? 'gzip' : 'plain', pace], read, server));
      if (read.peakBytes > PROMISED_PEAK_BYTES) process.exitCode = 1;
    } finally {
      await server.close();
    }
  }
}

function tableRow(names: readonly string[], read: MeasuredRead, server: BigAnswer): string {
  const figures = [
    server.rows.toLocaleString('en'),
    Math.round(server.bytes / MEGABYTE),
    Math.round(read.bytes / MEGABYTE),
    read.seconds.toFixed(1),
    (server.bytes / MEGABYTE / read.seconds).toFixed(1),
    Math.round(read.peakBytes / MEGABYTE),
  ];
  return `| ${[...names, ...figures].join(' | ')} |`;
}

/** A figure of a reading that went wrong would be worth nothing. */
function refuseFailure(read: MeasuredRead, server: BigAnswer): void {
  const otherLines = read.lines - server.rows;
  const isWhole = read.exitCode === 0 && server.timesAsked() === 1 && otherLines > 0 && otherLines <= MOST_OTHER_LINES;
  if (isWhole) return;
  const facts = `exit code ${read.exitCode}, ${server.timesAsked()} answers, ${read.lines} lines for ${server.rows} rows`;
  throw new Error(`The reading went wrong: ${facts}. ${read.stderr} ${read.lastLine}`);
}

async function withFiles<T>(url: string, firstDay: number, use: (args: string[]) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-bench-'));
  const config = {
    integration_key: 'bench',
    base_url: url,
    start_date: dayText(firstDay),
    end_date: dayText(firstDay + (DAYS - 1) * DAY_MS),
  };
  const files = { config, catalog: { streams: [pageEvents()] } };
  try {
    const args = ['read'];
    for (const [name, value] of Object.entries(files)) {
      const path = join(folder, `${name}.json`);
      await writeFile(path, JSON.stringify(value));
      args.push(`--${name}`, path);
    }
    return await use(args);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pageEvents(): object {
  const definition = STREAMS.find(({ name }) => name === 'page_events');
  if (definition === undefined) throw new Error('There is no stream page_events.');
  return configureStream(toAirbyteStream(definition, 'day'), 'incremental');
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
