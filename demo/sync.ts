import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestLog } from '../emulator/index.ts';
import { openDestination } from '../test/helpers/airbyte/destination.ts';
import type { AirbyteMessage, ConfiguredCatalog } from '../test/helpers/airbyte/messages.ts';
import type { Progress } from './progress.ts';
import { count } from './report.ts';
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

/** Runs one `read` from the state in the database and applies each message to it. Throws if the connector fails. */
export async function sync(options: SyncOptions): Promise<SyncTotals> {
  const { catalog, progress, requests } = options;
  const destination = openDestination(options.databasePath, catalog);
  try {
    const totals = new Map(catalog.streams.map(({ stream }) => [stream.name, emptyTotals()]));
    const args = await readArguments(options, destination.states());
    requests.clear();
    let asked = 0;
    const onMessage = (message: AirbyteMessage) => {
      destination.apply(message);
      countMessage(message, totals, progress);
      if (countRequest(message, totals)) asked += 1;
    };
    await runConnector(args, { onMessage });
    const answered = requests.all().length;
    if (asked !== answered) throw new Error(`The log tells of ${asked} requests, but Pendo got ${answered}.`);
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

const ASKED = /^Asking Pendo for ([a-z_]+)?/;

/**
 * Several streams ask for the same list, so only the connector knows for which stream a request is. With `--debug` it logs
 * each request, and begins with the stream. A few requests are for none, such as the check of the key.
 */
function countRequest({ log }: AirbyteMessage, totals: SyncTotals): boolean {
  const asked = ASKED.exec(log?.message ?? '');
  const total = totals.get(asked?.[1] ?? '');
  if (total !== undefined) total.requests += 1;
  return asked !== null;
}
