import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../../emulator/index.ts';
import { measure } from '../common/measure.ts';

export const EVENT_STREAMS = [
  'events',
  'page_events',
  'feature_events',
  'track_events',
  'guide_events',
  'poll_events',
] as const;

/**
 * From the start of one request to the start of the next, if the answer does not take longer (evidence.md#tap-pace).
 */
export const TAP_PACE_SECONDS = 2;

/** It reads events object by object, so it must read the objects too. */
const PARENTS = ['pages', 'features', 'track_types', 'guides'];

const TAP = fileURLToPath(new URL('../python/tap.py', import.meta.url));

export interface TapRun {
  readonly requests: number;
  readonly peak: number;
  /** The number of rows of the event streams. */
  readonly records: number;
  readonly seconds: number;
}

/** Runs tap-pendo for the same streams and counts its requests. */
export async function runTap(options: {
  readonly emulator: Emulator;
  /** The folder of its Python environment. */
  readonly python: string;
  readonly startDate: string;
  readonly withPauses: boolean;
}): Promise<TapRun> {
  const { url, integrationKey, requests } = options.emulator;
  const streams = [...PARENTS, ...EVENT_STREAMS].join(',');
  const pauses = options.withPauses ? ['--with-pauses'] : [];
  const argv = [join(options.python, 'python'), TAP, url, integrationKey, options.startDate, streams, ...pauses];
  const run = await measure({ argv, linePrefix: '{"type": "RECORD"', cores: 'one' });
  const objects = requests.all().filter(({ source }) => source !== undefined && OBJECT_SOURCES.has(source));
  const objectRows = objects.reduce((sum, { rows }) => sum + rows, 0);
  return {
    requests: requests.count(),
    peak: requests.peak(),
    records: run.lines - objectRows,
    seconds: run.seconds,
  };
}

const OBJECT_SOURCES: ReadonlySet<string> = new Set(['pages', 'features', 'trackTypes', 'guides']);
