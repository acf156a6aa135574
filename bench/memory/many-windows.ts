import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { shapeOf } from '../rows/shapes.ts';
import { rowsOf } from '../server/rows.ts';

const ROWS_PER_WINDOW = 1000;
const PIECES = 4;
/** The pause before each piece of an answer, so that answers overlap as with a slow Pendo. */
const PAUSE_MS = 100;
const HALF_DAY_MS = 43_200_000;

export interface ManyWindows {
  readonly url: string;
  readonly rowsPerWindow: number;
  readonly windows: () => number;
  /** The most answers that were open at the same time. */
  readonly peak: () => number;
  close(): Promise<void>;
}

/** A Pendo with small, slow answers, whose rows are in whatever window is requested. */
export async function serveManyWindows(): Promise<ManyWindows> {
  const rows = rowsOf(shapeOf('page_events')).take(ROWS_PER_WINDOW).toArray();
  const template = rows.map((row) => row.replace(/"day":\d+/, '"day":#TIME#,"browserTime":#TIME#'));
  let windows = 0;
  let open = 0;
  let peak = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (request.method === 'GET') return void response.end('{}');
    // The question when a day begins is not a window.
    if (body.includes('"date(')) return void response.end('{"results":[]}');
    windows += 1;
    open += 1;
    peak = Math.max(peak, open);
    const from = Number(/"first":(\d+)/.exec(body)?.[1]);
    await sendSlowly(response, template.join(',').replaceAll('#TIME#', String(from + HALF_DAY_MS)));
    open -= 1;
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rowsPerWindow: ROWS_PER_WINDOW,
    windows: () => windows,
    peak: () => peak,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function sendSlowly(response: ServerResponse, rows: string): Promise<void> {
  const answer = Buffer.from(`{"startTime":1781413620000,"results":[${rows}]}`);
  const size = Math.ceil(answer.length / PIECES);
  response.writeHead(200, { 'content-type': 'application/json' });
  for (let at = 0; at < answer.length; at += size) {
    await sleep(PAUSE_MS);
    response.write(answer.subarray(at, at + size));
  }
  response.end();
}
