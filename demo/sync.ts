import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestLog } from '../emulator/index.ts';
import { openDestination } from '../test/helpers/airbyte/destination.ts';
import type { AirbyteMessage, ConfiguredCatalog } from '../test/helpers/airbyte/messages.ts';
import type { Progress } from './progress.ts';
import { count } from './report.ts';
import { type Asked, requestsByStream, type StreamRequest } from './requests.ts';
import { runConnector } from './run-connector.ts';
import type { StreamTotals, SyncTotals } from './totals.ts';

export interface SyncOptions {
  readonly configPath: string;
  readonly catalog: ConfiguredCatalog;
  /** The folder for the connector's files. */
  readonly folder: string;
  readonly databasePath: string;
  readonly requests: RequestLog;
  readonly progress: Progress;
}

/** When a stream was read, by the clock of this machine, in epoch milliseconds. */
export interface OpenTime {
  readonly openedAtMs: number;
  closedAtMs: number;
}

export interface SyncRun {
  readonly totals: SyncTotals;
  readonly requests: readonly StreamRequest[];
  readonly open: ReadonlyMap<string, OpenTime>;
}

/** Runs one `read` from the state in the database and applies each message to it. Throws if the connector fails. */
export async function sync(options: SyncOptions): Promise<SyncRun> {
  const { catalog, progress, requests } = options;
  const destination = openDestination(options.databasePath, catalog);
  try {
    const totals = new Map(catalog.streams.map(({ stream }) => [stream.name, emptyTotals()]));
    const args = await readArguments(options, destination.states());
    requests.clear();
    const asked: Asked[] = [];
    const open = new Map<string, OpenTime>();
    const onMessage = (message: AirbyteMessage) => {
      destination.apply(message);
      countMessage(message, totals, progress);
      noteTime(message, open);
      asked.push(...linesAbout(message, totals));
    };
    await runConnector(args, { onMessage });
    const answered = requests.all().length;
    if (asked.length !== answered)
      throw new Error(`The log tells of ${asked.length} requests, but Pendo got ${answered}.`);
    for (const [stream, total] of totals) {
      total.rowsInTable = destination.count(stream);
      total.requests = asked.filter((line) => line.stream === stream).length;
    }
    return { totals, requests: requestsByStream(asked, requests.all()), open };
  } finally {
    destination.close();
  }
}

function emptyTotals(): StreamTotals {
  return { rowsRead: 0, requests: 0, startedAtMs: 0, endedAtMs: 0, rowsInTable: 0 };
}

async function readArguments(options: SyncOptions, states: readonly object[]): Promise<string[]> {
  const catalogPath = join(options.folder, 'catalog.json');
  const statePath = join(options.folder, 'state.json');
  await writeFile(catalogPath, JSON.stringify(options.catalog));
  await writeFile(statePath, JSON.stringify(states));
  return ['read', '--debug', '--config', options.configPath, '--catalog', catalogPath, '--state', statePath];
}

/** The clock of the emulated Pendo is in June 2026, about which the connector warns. */
const CLOCK_WARNING = /this machine's clock/;

function countMessage(message: AirbyteMessage, totals: SyncTotals, progress: Progress): void {
  const { record, trace, log } = message;
  const isTrouble = log?.level === 'WARN' || log?.level === 'ERROR';
  if (isTrouble && !CLOCK_WARNING.test(log.message)) progress.line(`  ${log.level}: ${log.message}`);
  if (record !== undefined) {
    const total = totals.get(record.stream);
    if (total !== undefined) total.rowsRead += 1;
    progress.live(liveLine(totals));
  }
  const status = trace?.stream_status;
  const total = totals.get(status?.stream_descriptor.name ?? '');
  if (trace === undefined || status === undefined || total === undefined) return;
  if (status.status === 'STARTED') total.startedAtMs = trace.emitted_at;
  if (status.status === 'COMPLETE') total.endedAtMs = trace.emitted_at;
}

function liveLine(totals: SyncTotals): string {
  const all = [...totals.values()];
  const rows = all.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
  const done = all.filter(({ endedAtMs }) => endedAtMs > 0).length;
  return `  ${count(rows)} rows so far, ${done} of ${all.length} streams complete`;
}

/** Pendo's clock, which the times in the messages follow, is not the one that the log of requests has. */
function noteTime({ trace }: AirbyteMessage, open: Map<string, OpenTime>): void {
  const { status, stream_descriptor: stream } = trace?.stream_status ?? {};
  if (stream === undefined) return;
  const now = Date.now();
  const time = open.get(stream.name);
  if (status === 'STARTED' || time === undefined) open.set(stream.name, { openedAtMs: now, closedAtMs: now });
  else time.closedAtMs = now;
}

const ASKED = /^Asking Pendo for ([a-z_]*)(.*)/;

/**
 * Several streams ask for the same list, so only the connector knows for which stream a request is. With `--debug` it logs
 * each request, and begins with the stream. A few requests are for none, such as the check of the key.
 */
function linesAbout({ log }: AirbyteMessage, totals: SyncTotals): Asked[] {
  const [matched, name = '', about = ''] = ASKED.exec(log?.message ?? '') ?? [];
  return matched === undefined ? [] : [{ stream: totals.has(name) ? name : undefined, about }];
}
