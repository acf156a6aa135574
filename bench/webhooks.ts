import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixed, type Report } from './common/report.ts';
import { summarize } from './common/statistics.ts';
import { type Load, runLoad } from './webhooks/load.ts';
import { prepareRequests } from './webhooks/requests.ts';
import { type RunningServer, startBareRoute, startReceiver } from './webhooks/servers.ts';

const CONNECTIONS = [1, 16, 128] as const;
const ROUNDS = 5;
const WARM_UP_MS = 1000;
const DURATION_MS = 3000;
const SECRET = 'bench-secret';
/** The number of requests made before each round, more than the receiver accepts in one. */
const PREPARED = 150_000;

/**
 * Compares events per second with durable commit to a bare fastify route. Both take turns, so that they have the same
 * conditions.
 */
export async function benchWebhooks(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-bench-'));
  const bare = await startBareRoute();
  const receiver = await startReceiver(`sqlite:${join(folder, 'inbox.sqlite')}`, SECRET);
  const requests = prepareRequests(PREPARED, SECRET);
  try {
    const rows = [];
    for (const connections of CONNECTIONS) {
      const loads: Loads = { bare: [], kept: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        requests.prepare();
        const turns = [
          async () => loads.bare.push(await measure(bare, { nextRequest: requests.fromTheFirst(), connections })),
          async () => loads.kept.push(await measure(receiver, { nextRequest: requests.fromTheFirst(), connections })),
        ];
        // Reverse the order every other round, so that neither always runs right after the requests were made.
        for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
      }
      rows.push(row(connections, loads));
    }
    report.heading('Webhooks');
    report.sentence(
      `POST /pendo kept in SQLite with a flush for each commit, against a bare route. Medians of ${ROUNDS} interleaved rounds.`,
    );
    report.table(COLUMNS, rows);
  } finally {
    await Promise.all([bare.stop(), receiver.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Loads {
  readonly bare: Load[];
  readonly kept: Load[];
}

const COLUMNS = [
  'connections',
  'kept a second (least to most)',
  'bare a second (least to most)',
  'ratio',
  'kept p50 ms',
  'kept p99 ms',
  'bare p99 ms',
  'refused',
];

function row(connections: number, { bare, kept }: Loads): string[] {
  const perSecond = (loads: readonly Load[]) => summarize(loads.map((load) => load.perSecond));
  const median = (loads: readonly Load[], of: 'p50Ms' | 'p99Ms') => summarize(loads.map((load) => load[of])).median;
  return [
    String(connections),
    spread(perSecond(kept)),
    spread(perSecond(bare)),
    (perSecond(kept).median / perSecond(bare).median).toFixed(2),
    fixed(median(kept, 'p50Ms'), 1),
    fixed(median(kept, 'p99Ms'), 1),
    fixed(median(bare, 'p99Ms'), 1),
    fixed(kept.reduce((sum, { refused }) => sum + refused, 0)),
  ];
}

function spread({ median, least, most }: ReturnType<typeof summarize>): string {
  return `${fixed(median)} (${fixed(least)} to ${fixed(most)})`;
}

function measure(
  server: RunningServer,
  options: { readonly connections: number; readonly nextRequest: () => Uint8Array },
): Promise<Load> {
  return runLoad({ ...options, port: server.port, durationMs: DURATION_MS, warmUpMs: WARM_UP_MS });
}
