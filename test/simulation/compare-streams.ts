import type { AddedFault } from '../../emulator/faults/fault.ts';
import type {
  AirbyteMessage,
  ConfiguredCatalog,
  JsonRecord,
  StatePayload,
  Stream,
} from '../helpers/airbyte/messages.ts';
import { canonical } from '../helpers/canonical.ts';
import { shorten } from '../helpers/protocol.ts';
import { pullFacts } from '../helpers/streams/index.ts';
import { compareSoFar, compareStill } from './compare-tables.ts';
import { invalidatesState, isOfWantedApp } from './config-rows.ts';
import type { RunState, StreamProgress } from './run-state.ts';
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
export function compareStreams(run: RunState, sync: FinishedSync): readonly string[] {
  const problems: string[] = [];
  const wasRefused = run.emulator.faults.all().some(isRefusal);
  for (const { stream } of sync.catalog.streams) {
    const progress = run.progress.get(stream.name);
    const own = sync.messages.filter((message) => isAboutStream(message, stream.name));
    problems.push(...recordsOfOtherApps(sync, stream));
    const hasRecords = sync.messages.some(({ record }) => record?.stream === stream.name);
    if (progress !== undefined && hasRecords && !isComplete(own)) progress.hasUnknownRows = true;
    const state = own.findLast((message) => message.state !== undefined)?.state;
    if (progress === undefined || state === undefined) continue;
    const mayBeEmpty = wasRefused && pullFacts(stream.name).mayBeRefused === true;
    if (mayBeEmpty && isUnchanged(state, progress, stream)) continue;
    progress.lastState = state;
    progress.statesAt.push(run.emulator.clock.now());
    problems.push(...judge(run, sync, { stream, progress, own }));
  }
  return problems;
}

/** A record of an app that the config does not name. Records without an app have app 0. */
function recordsOfOtherApps({ messages, step: { config } }: FinishedSync, { name }: Stream): readonly string[] {
  const { reading } = pullFacts(name);
  const records = messages.flatMap(({ record }) => (record?.stream === name ? [record.data] : []));
  const tellsApp = (record: JsonRecord) => canonical(record.app_id) !== canonical(0) && record.app_id != null;
  const stray = records.find((record) => tellsApp(record) && !isOfWantedApp(record, reading, config));
  return stray === undefined ? [] : [`${name}: a record is of an app that the config does not name: ${shorten(stray)}`];
}

/** How Pendo may refuse a product that the subscription lacks. */
const REFUSALS = [400, 403, 404, 410, 422];

function isRefusal({ fault, fired }: AddedFault): boolean {
  return fired > 0 && REFUSALS.includes(fault.status ?? 0);
}

/** A stream of a product that is refused completes without records and leaves its state unchanged. */
function isUnchanged(
  { stream: { stream_state } }: StatePayload,
  { lastState }: StreamProgress,
  stream: Stream,
): boolean {
  const [cursor] = stream.default_cursor_field ?? [];
  if (cursor === undefined || lastState === undefined) return !Object.keys(stream_state ?? {}).includes(cursor ?? '');
  return canonical(stream_state) === canonical(lastState.stream.stream_state);
}

interface OfStream {
  readonly stream: Stream;
  readonly progress: StreamProgress;
  readonly own: readonly AirbyteMessage[];
}

function judge(
  run: RunState,
  { step, startedAt }: FinishedSync,
  { stream, progress, own }: OfStream,
): readonly string[] {
  const { config } = step;
  const reading = pullFacts(stream.name).reading;
  if (progress.stateMadeWith !== undefined && invalidatesState(reading, progress.stateMadeWith, config)) {
    progress.readSince.restart();
    run.counts.restarts += 1;
  }
  progress.stateMadeWith = config;
  const attempt = {
    at: startedAt,
    endedAt: run.emulator.clock.now(),
    lookbackMs: reading.lookbackMs ?? config.lookback_days * DAY_MS,
    newestMs: reading.newestMs(config),
    endMs: reading.endMs(config),
  };
  if (isComplete(own)) {
    progress.readSince.completed(attempt);
    run.counts.completedStreams += 1;
    const subject = { stream, config, progress };
    if (step.compares === 'nothing') return [];
    return step.compares === 'still' ? compareStill(run, subject) : compareSoFar(run, subject);
  }
  if (reading.resumes) progress.readSince.interrupted(attempt);
  return [];
}

function isComplete(own: readonly AirbyteMessage[]): boolean {
  return own.some(({ trace }) => trace?.stream_status?.status === 'COMPLETE');
}

function isAboutStream({ state, trace }: AirbyteMessage, stream: string): boolean {
  const name = state?.stream.stream_descriptor.name ?? trace?.stream_status?.stream_descriptor.name;
  return name === stream;
}
