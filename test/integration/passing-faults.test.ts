import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { activityRows, asksForActivity } from '../helpers/fake-activity.ts';
import { type FakeRequest, parseRequest } from '../helpers/fake-pendo.ts';
import { serve } from '../helpers/http-server.ts';
import { runHere } from '../helpers/run-here.ts';

/** A kind of request that the connector sends, and the command that sends it. */
interface Kind {
  readonly command: 'check' | 'discover' | 'read';
  readonly streams?: readonly string[];
  readonly isIt: (request: FakeRequest) => boolean;
  /** Whether Pendo does not tell on which days visitors were active. */
  readonly refusesActivity?: boolean;
}

const has = (step: string) => (request: FakeRequest) => request.pipeline.some((other) => step in other);
const at = (path: string) => (request: FakeRequest) => request.path.includes(path);
const of = (source: string) => (request: FakeRequest) => request.source === source;

const KINDS: Readonly<Record<string, Kind>> = {
  'check: the key': { command: 'check', isIt: at('token/verify') },
  'check: the apps': { command: 'check', isIt: of('apps') },
  'check: the aggregation': { command: 'check', isIt: of('accounts') },
  'discover: the metadata of visitors': { command: 'discover', isIt: at('schema/visitor') },
  'discover: the metadata of accounts': { command: 'discover', isIt: at('schema/account') },
  'read: the key': { command: 'read', streams: ['guides'], isIt: at('token/verify') },
  'read: a list': { command: 'read', streams: ['guides'], isIt: at('/guide') },
  'read: the metadata': { command: 'read', streams: ['metadata_visitors'], isIt: at('/metadata') },
  'read: the count of visitors': { command: 'read', streams: ['visitors'], isIt: has('count') },
  'read: a page of accounts': {
    command: 'read',
    streams: ['accounts'],
    isIt: (request) => of('accounts')(request) && !has('count')(request),
  },
  'read: a window': { command: 'read', streams: ['events'], isIt: of('events') },
  'read: a window of single events': { command: 'read', streams: ['guide_events'], isIt: of('guideEvents') },
  'read: the days with activity': { command: 'read', streams: ['visitor_history'], isIt: asksForActivity },
  'read: the visitors of a day': {
    command: 'read',
    streams: ['visitor_history'],
    isIt: of('visitors'),
    refusesActivity: true,
  },
  "read: one visitor's history": { command: 'read', streams: ['visitor_history'], isIt: at('/history') },
};

const STATUSES = [401, 403, 406, 408, 409, 413, 421, 425, 429, 499, 500, 501, 502, 503, 504, 520, 524];
const cutOff = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': 100 }).write('{"res');
  setTimeout(() => response.socket?.destroy(), 10);
};

const FAULTS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  ...Object.fromEntries(
    STATUSES.map((status) => [String(status), (response: ServerResponse) => response.writeHead(status).end('<html>')]),
  ),
  '400 that speaks of a limit': (response) => response.writeHead(400).end('Query exceeded memory limit'),
  '429 with Retry-After': (response) => response.writeHead(429, { 'retry-after': '0' }).end(),
  'HTML with 200': (response) => response.end('<html><body>proxy</body></html>'),
  'nothing with 200': (response) => response.end(),
  '204': (response) => response.writeHead(204).end(),
  'a reset': (response) => response.socket?.resetAndDestroy(),
  'no answer': (response) => response.socket?.end(),
  'no HTTP': (response) => response.socket?.end('HTTP/1.1 abc\r\n\r\n'),
  'a body that is cut': cutOff,
  'JSON that is cut': (response) => response.end('{"results":[{"a":1'),
  silence: () => {},
  'a body that falls silent': (response) => response.writeHead(200).write('{"re'),
};

const DAY_MS = 86_400_000;
const YESTERDAY = Math.floor(Date.now() / DAY_MS - 1) * DAY_MS;

/** A Pendo with one visitor and no rows. The first request of this kind gets the fault. */
async function pendoWith(kind: Kind, fault: (response: ServerResponse) => void) {
  const seen = { faults: 0 };
  const server = await serve(async (request, response) => {
    const asked = await parseRequest(request);
    if (kind.isIt(asked) && seen.faults === 0) {
      seen.faults += 1;
      return fault(response);
    }
    if (asksForActivity(asked) && kind.refusesActivity === true) return response.writeHead(400).end('no');
    if (asked.pipeline.length > 0) return response.end(JSON.stringify({ results: rowsOf(asked) }));
    return response.end(/token|metadata/.test(asked.path) ? '{}' : '[]');
  });
  return { ...server, seen };
}

function rowsOf(asked: FakeRequest): readonly object[] {
  if (asksForActivity(asked)) return activityRows(asked, [{ visitorId: 'a', day: YESTERDAY }]);
  if (has('count')(asked)) return [{ count: 0 }];
  const isFirstOfDay = has('select')(asked) && of('visitors')(asked) && !asked.filter.includes('visitorId >');
  return isFirstOfDay ? [{ visitorId: 'a' }] : [];
}

function filesOf({ command, streams }: Kind, baseUrl: string): Record<string, unknown> {
  const config = {
    integration_key: 'fake-key-0123456789.us',
    start_date: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
    base_url: baseUrl,
    advanced: { request_timeout_seconds: 1 },
  };
  const stream = (name: string) => ({
    stream: { name, json_schema: {}, supported_sync_modes: ['full_refresh', 'incremental'] },
    sync_mode: 'full_refresh',
    destination_sync_mode: 'overwrite',
  });
  return command === 'read' ? { config, catalog: { streams: streams?.map(stream) } } : { config };
}

async function outcomeOf(kind: Kind, fault: (response: ServerResponse) => void): Promise<string> {
  const pendo = await pendoWith(kind, fault);
  try {
    const { exitCode, thrown, messages } = await runHere(kind.command, filesOf(kind, pendo.url));
    const status = messages.find(({ connectionStatus }) => connectionStatus)?.connectionStatus;
    if (pendo.seen.faults === 0) return 'was never sent';
    return exitCode === 0 && status?.status !== 'FAILED' ? 'well' : `failed: ${String(status?.message ?? thrown)}`;
  } finally {
    await pendo.close();
  }
}

test.concurrent.each(Object.entries(KINDS))(
  'After one fault of any kind the request is sent again, and the command succeeds: %s',
  async (_name, kind) => {
    const outcomes = await Promise.all(
      Object.entries(FAULTS).map(async ([name, fault]) => [name, await outcomeOf(kind, fault)]),
    );
    expect(Object.fromEntries(outcomes.filter(([, outcome]) => outcome !== 'well'))).toEqual({});
  },
  60_000,
);
