import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { constants, createGzip } from 'node:zlib';
import { createSubscription, DEFAULT_NOW } from '../../emulator/data/index.ts';

const ROWS_PER_CHUNK = 100;
const DIGITS = 9;
const DAY_MS = 86_400_000;

export interface BigAnswerOptions {
  /** The size of the aggregation answer, before compression. */
  readonly bytes: number;
  /** Epoch milliseconds of the first day with rows. */
  readonly firstDay: number;
  /** The number of days over which the rows are spread. */
  readonly days: number;
  readonly gzip: boolean;
}

export interface BigAnswer {
  readonly url: string;
  readonly rows: number;
  /** Before compression. */
  readonly bytes: number;
  /** How often the answer was requested. */
  readonly timesAsked: () => number;
  close(): Promise<void>;
}

/**
 * A Pendo on loopback with one answer: page events like the emulator's, as many as the size needs. Making rows that
 * match a query costs more than reading them, so the same row is repeated with a different visitor and day each time.
 */
export async function serveBigAnswer(options: BigAnswerOptions): Promise<BigAnswer> {
  const chunk = prepareChunk();
  const chunks = Math.ceil(options.bytes / chunk.text.length);
  const body = () => answerChunks(chunk, chunks, options);
  const compressed = options.gzip ? await compress(body()) : undefined;
  let asked = 0;
  const server = createServer(async (request, response) => {
    const asking = await text(request);
    // The question when the first day begins is not the answer that is measured.
    if (asking.includes('"date(')) return response.end('{"results":[]}');
    if (request.method === 'POST') asked += 1;
    return answer(request, response, compressed ?? body(), options.gzip).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rows: chunks * ROWS_PER_CHUNK,
    bytes: HEAD.length + chunks * chunk.text.length + TAIL.length - 1,
    timesAsked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const HEAD = Buffer.from(`{"startTime":${DEFAULT_NOW},"results":[`);
const TAIL = Buffer.from(']}');
/** Placeholders of a fixed length, which are overwritten for each row. */
const VISITOR = '#'.repeat(DIGITS);
const DAY = '9'.repeat(String(DEFAULT_NOW).length);

interface PreparedChunk {
  /** Rows, each followed by a comma. */
  readonly text: Buffer;
  readonly visitorPlaces: readonly number[];
  readonly dayPlaces: readonly number[];
}

function prepareChunk(): PreparedChunk {
  const subscription = createSubscription({ seed: 1, scale: 'tiny' });
  const appIds = subscription.apps.map(({ id }) => id);
  const to = subscription.bucketStart('dayRange', DEFAULT_NOW);
  const query = {
    source: 'pageEvents',
    period: 'dayRange',
    from: to - DAY_MS,
    to,
    appIds,
    blacklist: 'apply',
  } as const;
  const [row] = subscription.events(query, DEFAULT_NOW);
  const template = `${JSON.stringify({ ...row, visitorId: `visitor-${VISITOR}`, day: Number(DAY) })},`;
  const text = Buffer.from(template.repeat(ROWS_PER_CHUNK));
  return { text, visitorPlaces: places(text, VISITOR), dayPlaces: places(text, DAY) };
}

function places(text: Buffer, wanted: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) found.push(at);
  if (found.length !== ROWS_PER_CHUNK) throw new Error(`${wanted} occurs ${found.length} times in the chunk.`);
  return found;
}

/** No two rows share a visitor, so each has its own key, which is the worst case for row numbers. */
function* answerChunks(chunk: PreparedChunk, chunks: number, options: BigAnswerOptions): Generator<Buffer> {
  yield HEAD;
  for (let index = 0; index < chunks; index += 1) {
    const text = Buffer.from(chunk.text);
    const first = index * ROWS_PER_CHUNK;
    for (const [row, place] of chunk.visitorPlaces.entries()) {
      text.write(String(first + row).padStart(DIGITS, '0'), place, 'latin1');
    }
    for (const [row, place] of chunk.dayPlaces.entries()) {
      text.write(String(options.firstDay + ((first + row) % options.days) * DAY_MS), place, 'latin1');
    }
    yield index === chunks - 1 ? text.subarray(0, -1) : text;
  }
  yield TAIL;
}

/** Compressed before it is requested, so that only the reader is measured. */
async function compress(chunks: Iterable<Buffer>): Promise<readonly Buffer[]> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const compressed: Buffer[] = [];
  gzip.on('data', (piece: Buffer) => compressed.push(piece));
  for (const chunk of chunks) if (!gzip.write(chunk)) await once(gzip, 'drain');
  gzip.end();
  await once(gzip, 'end');
  return compressed;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  body: Iterable<Buffer>,
  gzip: boolean,
): Promise<void> {
  request.resume();
  if (request.method === 'GET') {
    response.end('{}');
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', ...(gzip ? { 'content-encoding': 'gzip' } : {}) });
  for (const chunk of body) if (!response.write(chunk)) await once(response, 'drain');
  response.end();
}
