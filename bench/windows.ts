import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure } from './common/measure.ts';
import type { BenchOptions } from './common/options.ts';
import { readCommand } from './common/our-read.ts';
import { fixed, type Report } from './common/report.ts';
import { EVENT_STREAMS } from './latency/tap.ts';
import { type ManyWindows, serveManyWindows } from './memory/many-windows.ts';

const DAY_MS = 86_400_000;
const DAYS = { full: 100, quick: 10 };
/** The maximum of the config. */
const MAX_CONCURRENCY = 100;

/** Measures the memory of a `read` with as many concurrent windows of one day as the config allows. */
export async function benchWindows(options: BenchOptions, report: Report): Promise<void> {
  const days = options.quick ? DAYS.quick : DAYS.full;
  const server = await serveManyWindows();
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-bench-'));
  try {
    const config = { ...configOf(days), integration_key: 'bench', base_url: server.url };
    const argv = await readCommand({ folder, config, streams: EVENT_STREAMS });
    const run = await measure({ argv, linePrefix: '{"type":"RECORD"', cores: 'all' });
    refuseOtherCount(run.lines, server);
    report.heading('Memory of many small windows');
    report.sentence(
      `Six event streams by windows of a day, ${server.rowsPerWindow} rows each, answers that take half a second.`,
    );
    const columns = ['windows', 'under way at once', 'rows', 'seconds', 'peak MB'];
    const figures = [server.windows(), server.peak(), run.lines, run.seconds, run.peakBytes / 1e6];
    report.table(columns, [figures.map((figure) => fixed(figure))]);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server.close();
  }
}

function configOf(days: number): object {
  const lastDay = Math.floor(Date.now() / DAY_MS) * DAY_MS - 3 * DAY_MS;
  return {
    start_date: dayText(lastDay - (days - 1) * DAY_MS),
    end_date: dayText(lastDay),
    advanced: { max_concurrency: MAX_CONCURRENCY, window_days: 1 },
  };
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/**
 * Throws for a wrong number of rows. The last window of a range may lack rows, because they are half a day after its
 * start.
 */
function refuseOtherCount(rows: number, server: ManyWindows): void {
  const all = server.windows() * server.rowsPerWindow;
  const least = all - EVENT_STREAMS.length * server.rowsPerWindow;
  if (rows < least || rows > all) throw new Error(`${rows} rows of ${server.windows()} windows, which hold ${all}.`);
}
