import type { AirbyteMessage, ConfiguredCatalog } from '../helpers/airbyte/messages.ts';
import { pullFacts } from '../helpers/streams/index.ts';
import { compareStream } from './compare-stream.ts';
import { invalidatesState } from './config-rows.ts';
import type { RunState } from './run-state.ts';
import type { Step } from './scenario/types.ts';

const DAY_MS = 24 * 3_600_000;

export interface FinishedSync {
  readonly step: Step;
  readonly catalog: ConfiguredCatalog;
  readonly messages: readonly AirbyteMessage[];
  readonly startedAt: number;
}

/**
 * Records for each stream how recently its rows must have been read, and compares the tables of the streams that
 * completed.
 */
export function compareStreams(run: RunState, { step, catalog, messages, startedAt }: FinishedSync): readonly string[] {
  const { config } = step;
  const problems: string[] = [];
  for (const { stream } of catalog.streams) {
    const progress = run.progress.get(stream.name);
    const own = messages.filter((message) => isAboutStream(message, stream.name));
    if (progress === undefined || !own.some(({ state }) => state !== undefined)) continue;
    const { reading } = pullFacts(stream.name);
    if (progress.stateMadeWith !== undefined && invalidatesState(reading, progress.stateMadeWith, config)) {
      progress.readSince.restart();
      run.counts.restarts += 1;
    }
    progress.stateMadeWith = config;
    const attempt = {
      at: startedAt,
      lookbackMs: config.lookback_days * DAY_MS,
      newestMs: reading.newestMs(config),
      endMs: reading.endMs(config),
    };
    if (own.some(({ trace }) => trace?.stream_status?.status === 'COMPLETE')) {
      progress.readSince.completed(attempt);
      run.counts.completedStreams += 1;
      problems.push(...compare(run, { stream, config, readSince: progress.readSince }));
    } else if (reading.resumes) {
      progress.readSince.interrupted(attempt);
    }
  }
  return problems;
}

function compare(
  { warehouse, emulator, moments, byIds, expected, counts }: RunState,
  subject: Pick<Parameters<typeof compareStream>[0], 'stream' | 'config' | 'readSince'>,
): readonly string[] {
  const rows = warehouse.rows(subject.stream.name);
  counts.rowsCompared += rows.length;
  return compareStream({ ...subject, rows, subscription: emulator.subscription, moments, byIds, known: expected });
}

function isAboutStream({ state, trace }: AirbyteMessage, stream: string): boolean {
  const name = state?.stream.stream_descriptor.name ?? trace?.stream_status?.stream_descriptor.name;
  return name === stream;
}
