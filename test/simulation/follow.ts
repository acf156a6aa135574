import type { AirbyteMessage, ConfiguredCatalog } from '../../demo/messages.ts';
import { pullFacts } from '../helpers/streams/index.ts';
import { asksForMore } from './config-rows.ts';
import type { Step } from './scenario/types.ts';
import type { Stage } from './stage.ts';
import { judge } from './verdict.ts';

const DAY_MS = 24 * 3_600_000;

export interface Followable {
  readonly step: Step;
  readonly catalog: ConfiguredCatalog;
  readonly messages: readonly AirbyteMessage[];
  readonly startedAt: number;
}

/** Notes what each stream has promised by now, and compares the tables of those that completed. */
export function follow(stage: Stage, { step, catalog, messages, startedAt }: Followable): readonly string[] {
  const { config } = step;
  const problems: string[] = [];
  for (const { stream } of catalog.streams) {
    const followed = stage.followed.get(stream.name);
    const own = messages.filter((message) => isAbout(message, stream.name));
    if (followed === undefined || !own.some(({ state }) => state !== undefined)) continue;
    const kind = pullFacts(stream.name).reading;
    if (followed.vouchedFor !== undefined && asksForMore(kind, followed.vouchedFor, config)) {
      followed.promise.restart();
      stage.tally.restarts += 1;
    }
    followed.vouchedFor = config;
    const attempt = {
      at: startedAt,
      lookbackMs: config.lookback_days * DAY_MS,
      newestMs: kind.newestMs(config),
      endMs: kind.endMs(config),
    };
    if (own.some(({ trace }) => trace?.stream_status?.status === 'COMPLETE')) {
      followed.promise.completed(attempt);
      stage.tally.completedStreams += 1;
      problems.push(...compare(stage, { stream, config, promise: followed.promise }));
    } else if (kind.resumes) {
      followed.promise.broke(attempt);
    }
  }
  return problems;
}

function compare(
  { warehouse, emulator, moments, byIds, tally }: Stage,
  subject: Pick<Parameters<typeof judge>[0], 'stream' | 'config' | 'promise'>,
): readonly string[] {
  const rows = warehouse.rows(subject.stream.name);
  tally.rowsCompared += rows.length;
  return judge({ ...subject, rows, subscription: emulator.subscription, moments, byIds });
}

function isAbout({ state, trace }: AirbyteMessage, stream: string): boolean {
  const name = state?.stream.stream_descriptor.name ?? trace?.stream_status?.stream_descriptor.name;
  return name === stream;
}
