import type { AirbyteMessage, ConfiguredCatalog } from '../helpers/airbyte/messages.ts';
import { pullFacts } from '../helpers/streams/index.ts';
import { compareStream } from './compare-stream.ts';
import { asksForMore } from './config-rows.ts';
import type { RunState } from './run-state.ts';
import type { Step } from './scenario/types.ts';

const DAY_MS = 24 * 3_600_000;

export interface FinishedSync {
  readonly step: Step;
  readonly catalog: ConfiguredCatalog;
  readonly messages: readonly AirbyteMessage[];
  readonly startedAt: number;
}

/** Notes what each stream has promised by now, and compares the tables of those that completed. */
export function compareStreams(run: RunState, { step, catalog, messages, startedAt }: FinishedSync): readonly string[] {
  const { config } = step;
  const problems: string[] = [];
  for (const { stream } of catalog.streams) {
    const followed = run.followed.get(stream.name);
    const own = messages.filter((message) => isAbout(message, stream.name));
    if (followed === undefined || !own.some(({ state }) => state !== undefined)) continue;
    const kind = pullFacts(stream.name).reading;
    if (followed.stateMadeWith !== undefined && asksForMore(kind, followed.stateMadeWith, config)) {
      followed.promise.restart();
      run.counts.restarts += 1;
    }
    followed.stateMadeWith = config;
    const attempt = {
      at: startedAt,
      lookbackMs: config.lookback_days * DAY_MS,
      newestMs: kind.newestMs(config),
      endMs: kind.endMs(config),
    };
    if (own.some(({ trace }) => trace?.stream_status?.status === 'COMPLETE')) {
      followed.promise.completed(attempt);
      run.counts.completedStreams += 1;
      problems.push(...compare(run, { stream, config, promise: followed.promise }));
    } else if (kind.resumes) {
      followed.promise.broke(attempt);
    }
  }
  return problems;
}

function compare(
  { warehouse, emulator, moments, byIds, counts }: RunState,
  subject: Pick<Parameters<typeof compareStream>[0], 'stream' | 'config' | 'promise'>,
): readonly string[] {
  const rows = warehouse.rows(subject.stream.name);
  counts.rowsCompared += rows.length;
  return compareStream({ ...subject, rows, subscription: emulator.subscription, moments, byIds });
}

function isAbout({ state, trace }: AirbyteMessage, stream: string): boolean {
  const name = state?.stream.stream_descriptor.name ?? trace?.stream_status?.stream_descriptor.name;
  return name === stream;
}
