import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixed, type Report } from './common/report.ts';
import { summarize } from './common/statistics.ts';
import { type Load, runLoad } from './webhooks/load.ts';
import { type RunningServer, startBareRoute, startReceiver } from './webhooks/servers.ts';

const CONNECTIONS = [1, 16, 128] as const;
const ROUNDS = 5;
const WARM_UP_MS = 1000;
const DURATION_MS = 3000;
const SECRET = 'bench-secret';
/** So many are made before any clock runs. */
const PREPARED = 250_000;

/** Events a second with durable commit against a bare fastify route, in turns, so that both see the same machine. */
export async function benchWebhooks(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-bench-'));
  const bare = await startBareRoute();
  const receiver = await startReceiver(`sqlite:${join(folder, 'inbox.sqlite')}`, SECRET);
  const prepared = Array.from({ length: PREPARED }, (_, number) => toRequest(number));
  const forBare = { nextRequest: requests(prepared) };
  const forReceiver = { nextRequest: requests(prepared) };
  try {
    const rows = [];
    for (const connections of CONNECTIONS) {
      const loads: Loads = { bare: [], kept: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        loads.bare.push(await measure(bare, { ...forBare, connections }));
        loads.kept.push(await measure(receiver, { ...forReceiver, connections }));
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
  options: { readonly connections: number; readonly nextRequest: () => Buffer },
): Promise<Load> {
  return runLoad({ ...options, port: server.port, durationMs: DURATION_MS, warmUpMs: WARM_UP_MS });
}

/** Requests that one server has not seen yet: those that are prepared, and then some made as they are needed. */
function requests(prepared: readonly Buffer[]): () => Buffer {
  let next = 0;
  return () => {
    next += 1;
    return prepared[next - 1] ?? toRequest(next - 1);
  };
}

/** A signed delivery with an id of its own, about as long as Pendo's. */
function toRequest(number: number): Buffer {
  const guideProperties = { id: 'FjHsQ7S8z0ircYxe3vO4GHawvwI', name: 'Quarterly NPS', createdAt: 1591024335185 };
  const body = JSON.stringify({
    app: { id: -323232, name: 'test_application', platform: 'web' },
    accountId: `account ${number % 100}`,
    subscription: { id: 4802463602049999, name: 'test_application' },
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36',
    event: 'npsSubmitted',
    properties: { guideId: guideProperties.id, guideProperties, nps: { rating: number % 11, reason: 'Keep it up' } },
    timestamp: 1626804431,
    visitorId: `visitor ${number % 1000}`,
    uniqueId: createHmac('sha1', SECRET).update(String(number)).digest('hex'),
  });
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  return Buffer.from(
    `POST /pendo HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nX-Pendo-Signature: ${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
