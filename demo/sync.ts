import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggedRequest, RequestLog } from '../emulator/index.ts';
import { openDestination } from '../test/helpers/airbyte/destination.ts';
import type { AirbyteMessage, ConfiguredCatalog } from '../test/helpers/airbyte/messages.ts';
import type { Progress } from './progress.ts';
import { count } from './report.ts';
import { runConnector } from './run-connector.ts';
import { streamOfRequest } from './stream-of-request.ts';
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

/** Runs one `read` from the state in the database and applies each message to it. Throws if the connector fails. */
export async function sync(options: SyncOptions): Promise<SyncTotals> {
  const { catalog, progress, requests } = options;
  const destination = openDestination(options.databasePath, catalog);
  try {
    const totals = new Map(catalog.streams.map(({ stream }) => [stream.name, emptyTotals()]));
    const args = await readArguments(options, destination.states());
    requests.clear();
    const onMessage = (message: AirbyteMessage) => {
      destination.apply(message);
      countMessage(message, totals, progress);
    };
    await runConnector(args, { onMessage });
    countRequests(requests.all(), totals);
    for (const [stream, total] of totals) total.rowsInTable = destination.count(stream);
    return totals;
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
  return ['read', '--config', options.configPath, '--catalog', catalogPath, '--state', statePath];
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
  if (status.status !== 'COMPLETE') return;
  total.endedAtMs = trace.emitted_at;
  progress.line(`  ${status.stream_descriptor.name.padEnd(20)}${count(total.rowsRead).padStart(9)} rows`);
}

function liveLine(totals: SyncTotals): string {
  const all = [...totals.values()];
  const rows = all.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
  const done = all.filter(({ endedAtMs }) => endedAtMs > 0).length;
  return `  ${count(rows)} rows so far, ${done} of ${all.length} streams complete`;
}

function countRequests(requests: readonly LoggedRequest[], totals: SyncTotals): void {
  for (const request of requests) {
    const total = totals.get(streamOfRequest(request) ?? '');
    if (total !== undefined) total.requests += 1;
  }
}
