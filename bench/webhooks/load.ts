import { connect } from 'node:net';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  /** Time before the measurement, in which connections open and code gets compiled. */
  readonly warmUpMs: number;
  /** The next request, as raw HTTP. */
  readonly nextRequest: () => Uint8Array;
}

export interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The number of answers other than 2xx. */
  readonly refused: number;
}

/** Far more than an answer of either server, and a connection has only one at a time. */
const ANSWER_BYTES = 4096;
const HEAD_END = Buffer.from('\r\n\r\n');
const CLOSING_BRACE = 0x7d;
const STATUS_AT = 'HTTP/1.1 '.length;
const DIGIT_2 = 0x32;

/**
 * Keeps each connection busy with one request after the other. Uses plain sockets that read into one buffer each, so
 * that the client leaves as much of the machine as possible to the server.
 */
export async function runLoad(options: LoadOptions): Promise<Load> {
  const startedAt = performance.now() + options.warmUpMs;
  const endsAt = startedAt + options.durationMs;
  const latencies: number[] = [];
  let refused = 0;
  const note = (sentAt: number, isAccepted: boolean) => {
    const now = performance.now();
    if (!isAccepted) refused += 1;
    if (sentAt >= startedAt && now <= endsAt) latencies.push(now - sentAt);
    return now < endsAt;
  };
  await Promise.all(Array.from({ length: options.connections }, () => keepBusy(options, note)));
  latencies.sort((a, b) => a - b);
  return {
    perSecond: latencies.length / (options.durationMs / 1000),
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? Number.NaN,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
    refused,
  };
}

function keepBusy(
  { port, nextRequest }: LoadOptions,
  note: (sentAt: number, isAccepted: boolean) => boolean,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const buffer = Buffer.allocUnsafe(ANSWER_BYTES);
  let sentAt = 0;
  let pending: Buffer = Buffer.alloc(0);
  const send = () => {
    sentAt = performance.now();
    socket.write(nextRequest());
  };
  const callback = (bytes: number) => {
    const answer =
      pending.length === 0 ? buffer.subarray(0, bytes) : Buffer.concat([pending, buffer.subarray(0, bytes)]);
    if (!isWhole(answer)) {
      pending = Buffer.from(answer);
      return true;
    }
    pending = Buffer.alloc(0);
    if (note(sentAt, answer[STATUS_AT] === DIGIT_2)) send();
    else socket.destroy();
    return true;
  };
  const socket = connect({ host: '127.0.0.1', port, noDelay: true, onread: { buffer, callback } });
  socket
    .on('connect', send)
    .on('error', reject)
    .on('close', () => resolve());
  return promise;
}

/** An answer ends with its head, or with the only object of its body, which is not nested. */
function isWhole(answer: Buffer): boolean {
  return answer.at(-1) === CLOSING_BRACE || answer.subarray(-HEAD_END.length).equals(HEAD_END);
}
