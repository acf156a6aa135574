import { createConnection, type Socket } from 'node:net';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  /** Not measured: connections open, code gets warm. */
  readonly warmUpMs: number;
  /** The next request, as bytes of HTTP. */
  readonly nextRequest: () => Buffer;
}

export interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 2xx. */
  readonly refused: number;
}

/** Keeps each connection busy with one request after the other. Plain sockets, so that the client costs little of the machine. */
export async function runLoad(options: LoadOptions): Promise<Load> {
  const startedAt = performance.now() + options.warmUpMs;
  const endsAt = startedAt + options.durationMs;
  const latencies: number[] = [];
  let refused = 0;
  const note = (sentAt: number, statusDigit: string) => {
    const now = performance.now();
    if (statusDigit !== '2') refused += 1;
    if (sentAt >= startedAt && now <= endsAt) latencies.push(now - sentAt);
    return now < endsAt;
  };
  const sockets = Array.from({ length: options.connections }, () => keepBusy(options, note));
  await Promise.all(sockets);
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
  note: (sentAt: number, statusDigit: string) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = createConnection(port, '127.0.0.1');
    let sentAt = 0;
    let pending = '';
    const send = () => {
      sentAt = performance.now();
      socket.write(nextRequest());
    };
    socket
      .setNoDelay(true)
      .on('connect', send)
      .on('error', reject)
      .on('close', () => resolve());
    socket.setEncoding('latin1').on('data', (text: string) => {
      pending += text;
      if (!isWholeAnswer(pending)) return;
      const statusDigit = pending.charAt('HTTP/1.1 '.length);
      pending = '';
      if (note(sentAt, statusDigit)) send();
      else socket.destroy();
    });
  });
}

function isWholeAnswer(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? '0';
  return text.length >= end + 4 + Number(length);
}
