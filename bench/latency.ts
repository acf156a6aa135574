import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCALES } from '../emulator/data/scales.ts';
import { type Emulator, startEmulator } from '../emulator/index.ts';
import { measure } from './common/measure.ts';
import type { BenchOptions } from './common/options.ts';
import { readCommand } from './common/our-read.ts';
import { fixed, type Report, threeDigits } from './common/report.ts';
import { summarize } from './common/statistics.ts';
import { EVENT_STREAMS, runTap, TAP_PACE_SECONDS } from './latency/tap.ts';
import { makeEnvironments } from './python/environments.ts';

const DELAY_MS = 300;
const DAYS = 40;
/** The emulator's clock is in the middle of 15 June 2026. */
const START_DATE = '2026-05-06';
const GOAL = 30;

/** Few rows per day, because the measurement is about waiting. As many objects as the emulator's medium scale. */
const SCALE = {
  ...SCALES.medium,
  days: DAYS,
  rowsPerDay: { events: 20, pageEvents: 20, featureEvents: 20, trackEvents: 20 },
  singleEventsPerDay: { guideEvents: 20, pollEvents: 20 },
  burst: 1,
  simpleMetadata: true,
};

/**
 * Reads forty days of the six event streams from a Pendo that takes 300 ms per answer. tap-pendo's pauses are
 * calculated; with `--with-pauses` it really makes them, which takes six minutes.
 */
export async function benchLatency(options: BenchOptions, report: Report): Promise<void> {
  const python = await makeEnvironments();
  const withPauses = options.value('with-pauses') !== undefined;
  const emulator = await startEmulator({ scale: SCALE, gzip: true });
  emulator.faults.add({ delayMs: DELAY_MS });
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-bench-'));
  try {
    const ours = await runOurs(emulator, folder, options.quick ? 1 : 3);
    // Without its pauses answers need no delay either, because only the number of its requests counts.
    if (!withPauses) emulator.faults.clear();
    emulator.requests.clear();
    const tap = await runTap({ emulator, python: python.tap, startDate: START_DATE, withPauses });
    if (ours.records < tap.records) throw new Error(`We read ${ours.records} rows, tap-pendo ${tap.records}.`);
    const reckoned = withPauses ? tap.seconds : tap.requests * TAP_PACE_SECONDS;
    report.heading('Latency');
    report.sentence(`${DAYS} days of ${EVENT_STREAMS.join(', ')}; each answer takes ${DELAY_MS} ms.`);
    report.sentence(
      withPauses
        ? 'tap-pendo took its own pauses.'
        : `tap-pendo's seconds: its requests, counted in a run without pauses, times ${TAP_PACE_SECONDS} s, its own pace.`,
    );
    const ratio = `${threeDigits(reckoned / ours.seconds)} (goal: ${GOAL} or more)`;
    report.table(
      ['tool', 'requests', 'open at once', 'rows', 'seconds', 'tap-pendo takes times'],
      [
        [
          'source-pendo read',
          fixed(ours.requests),
          fixed(ours.peak),
          fixed(ours.records),
          threeDigits(ours.seconds),
          ratio,
        ],
        ['tap-pendo 1.2.0', fixed(tap.requests), fixed(tap.peak), fixed(tap.records), threeDigits(reckoned), ''],
      ],
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
    await emulator.close();
  }
}

async function runOurs(emulator: Emulator, folder: string, rounds: number) {
  const config = { integration_key: emulator.integrationKey, base_url: emulator.url, start_date: START_DATE };
  const argv = await readCommand({ folder, config, streams: EVENT_STREAMS });
  const seconds: number[] = [];
  let records = 0;
  for (let round = 0; round < rounds; round += 1) {
    emulator.requests.clear();
    const run = await measure({ argv, linePrefix: '{"type":"RECORD"', cores: 'one' });
    seconds.push(run.seconds);
    records = run.lines;
  }
  const { requests } = emulator;
  return { seconds: summarize(seconds).median, records, requests: requests.count(), peak: requests.peak() };
}
