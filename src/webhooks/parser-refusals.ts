import type { Socket } from 'node:net';
import type { ReceiverParts } from './receiver-parts.ts';
import type { RefusalReason } from './refusal.ts';

interface ParserAnswer {
  readonly status: string;
  readonly reason: RefusalReason;
  readonly message: string;
}

const ANSWERS: Readonly<Record<string, ParserAnswer>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    reason: 'too_slow',
    message: 'The request takes too long.',
  },
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    reason: 'too_large',
    message: 'The headers are too large.',
  },
};
const NOT_HTTP: ParserAnswer = { status: '400 Bad Request', reason: 'not_http', message: 'The request is not HTTP.' };

/** Handles requests that never reach a route: those that Node's parser rejects, and connections beyond the limit. */
export interface ParserRefusals {
  readonly answer: (error: Error, socket: Socket) => void;
  readonly tooMany: () => void;
  /** Whether the parser already refused, and counted, a request on this socket. */
  hasAnswered(socket: Socket): boolean;
}

export function createParserRefusals({
  metrics,
  warnings,
}: Pick<ReceiverParts, 'metrics' | 'warnings'>): ParserRefusals {
  const answered = new WeakSet<Socket>();

  return {
    answer(error, socket) {
      const code = 'code' in error ? String(error.code) : '';
      // The client has disconnected: there is nobody to answer, so nothing is counted.
      if (code === 'ECONNRESET' || socket.destroyed) return void socket.destroy();
      // The parser also rejects the bytes behind a bad request; they count as the same refusal.
      if (answered.has(socket)) return;
      const { status, reason, message } = ANSWERS[code] ?? NOT_HTTP;
      answered.add(socket);
      metrics.refused(reason);
      warnings.warn(reason, `Refused a request (HTTP ${status.slice(0, 3)}): ${message}`);
      const body = JSON.stringify({ error: message });
      const headers = `Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
      if (socket.writable) socket.write(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`);
      socket.destroySoon();
    },
    tooMany() {
      metrics.refused('overloaded');
      warnings.warn('connections', 'Closed a connection at once, because too many are open.');
    },
    hasAnswered: (socket) => answered.has(socket),
  };
}
