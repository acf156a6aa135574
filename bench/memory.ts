import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toAirbyteStream } from '../src/streams/catalog.ts';
import { STREAMS } from '../src/streams/index.ts';
import { configureStream } from '../test/helpers/airbyte/messages.ts';
import { type BenchOptions, numberOption } from './common/options.ts';
import { fixed, type Report } from './common/report.ts';
import { type BigAnswer, serveBigAnswer } from './memory/big-answer.ts';
import { type MeasuredRead, measureRead, type ReaderPace } from './memory/measured-read.ts';

const DEFAULT_MEGABYTES = 1000;
const QUICK_MEGABYTES = 20;
const MEGABYTE = 1_000_000;
const DAY_MS = 86_400_000;
/** Few enough that the connector reads them in one window, and so in one answer. */
const DAYS = 4;
const PROMISED_PEAK_BYTES = 200 * MEGABYTE;
/** For statuses, states and log lines: everything except records. */
const MAX_OTHER_LINES = 50;

const VARIANTS: readonly { readonly gzip: boolean; readonly pace: ReaderPace }[] = [
  { gzip: false, pace: 'fast' },
  { gzip: false, pace: 'slow' },
  { gzip: true, pace: 'fast' },
  { gzip: true, pace: 'slow' },
];

/** Only a few variants, because the slow reader sleeps for seconds before it begins. */
const QUICK_VARIANTS: typeof VARIANTS = [
  { gzip: false, pace: 'fast' },
  { gzip: true, pace: 'slow' },
];

/** Reads one answer of a gigabyte (`--megabytes=`) with the executable, and prints its peak memory. */
export async function benchMemory(options: BenchOptions, report: Report): Promise<void> {
  if (process.platform !== 'linux') throw new Error('This benchmark reads the peak from /proc, which only Linux has.');
  const megabytes = numberOption(options, 'megabytes', options.quick ? QUICK_MEGABYTES : DEFAULT_MEGABYTES);
  const firstDay = Math.floor(Date.now() / DAY_MS) * DAY_MS - (DAYS + 2) * DAY_MS;
  const rows: string[][] = [];
  for (const { gzip, pace } of options.quick ? QUICK_VARIANTS : VARIANTS) {
    const server = await serveBigAnswer({ bytes: megabytes * MEGABYTE, firstDay, days: DAYS, gzip });
    try {
      const read = await withFiles(server.url, firstDay, (args) => measureRead(args, pace));
      refuseFailure(read, server);
      rows.push([gzip ? 'gzip' : 'plain', pace, ...figuresOf(read, server)]);
      if (read.peakBytes > PROMISED_PEAK_BYTES) process.exitCode = 1;
    } finally {
      await server.close();
    }
  }
  report.heading('Memory of one big answer');
  report.sentence(
    `${megabytes} MB of page_events by day; the server, the reader of stdout and \`read\` share the cores.`,
  );
  report.table(['answer', 'reader', 'rows', 'MB in', 'MB out', 'seconds', 'MB/s', 'peak MB'], rows);
}

function figuresOf(read: MeasuredRead, server: BigAnswer): string[] {
  return [
    fixed(server.rows),
    fixed(server.bytes / MEGABYTE),
    fixed(read.bytes / MEGABYTE),
    fixed(read.seconds, 1),
    fixed(server.bytes / MEGABYTE / read.seconds, 1),
    fixed(read.peakBytes / MEGABYTE),
  ];
}

/** Throws for a failed read, whose figures would be worthless. */
function refuseFailure(read: MeasuredRead, server: BigAnswer): void {
  const otherLines = read.lines - server.rows;
  const isWhole = read.exitCode === 0 && server.timesAsked() === 1 && otherLines > 0 && otherLines <= MAX_OTHER_LINES;
  if (isWhole) return;
  const facts = `exit code ${read.exitCode}, ${server.timesAsked()} answers, ${read.lines} lines for ${server.rows} rows`;
  throw new Error(`The read failed: ${facts}. ${read.stderr} ${read.lastLine}`);
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
