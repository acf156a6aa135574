import type { Incoming } from './http/incoming.ts';

/** One request to the emulated API and how it ended. Times are those of the real clock, in epoch milliseconds. */
export interface LoggedRequest {
  readonly id: number;
  readonly method: string;
  /** As sent, still percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly source: string | undefined;
  readonly body: unknown;
  readonly startedAt: number;
  /** Undefined until the answer has been sent. */
  endedAt: number | undefined;
  /** Undefined if the connection broke before an answer. */
  status: number | undefined;
  rows: number;
  /** Whether a fault fired on this request. */
  faulty: boolean;
  /** False if the answer broke off, because of a fault or because the client left. */
  complete: boolean;
  /** The error, if the emulator itself failed. That is always a bug of the emulator. */
  failure: string | undefined;
}

export type RequestFilter =
  | Partial<Pick<LoggedRequest, 'method' | 'path' | 'source' | 'status' | 'faulty' | 'complete'>>
  | ((request: LoggedRequest) => boolean);

export interface RequestLog {
  all(): readonly LoggedRequest[];
  count(filter?: RequestFilter): number;
  /** The most requests that were open at the same time since the last `clear`. */
  peak(): number;
  clear(): void;
  begin(incoming: Incoming): LoggedRequest;
  end(request: LoggedRequest): void;
}

export function createRequestLog(): RequestLog {
  let requests: LoggedRequest[] = [];
  let nextId = 1;
  let open = 0;
  let peak = 0;
  return {
    all: () => requests,
    count: (filter = {}) => requests.filter((request) => matches(request, filter)).length,
    peak: () => peak,
    clear: () => {
      requests = [];
      peak = open;
    },
    begin: (incoming) => {
      const request = newRequest(incoming, nextId);
      requests.push(request);
      nextId += 1;
      open += 1;
      peak = Math.max(peak, open);
      return request;
    },
    end: (request) => {
      request.endedAt = Date.now();
      open -= 1;
    },
  };
}

function newRequest({ method, path, query, source, body }: Incoming, id: number): LoggedRequest {
  const start = { id, method, path, query, source, body, startedAt: Date.now() };
  return {
    ...start,
    endedAt: undefined,
    status: undefined,
    rows: 0,
    faulty: false,
    complete: false,
    failure: undefined,
  };
}

function matches(request: LoggedRequest, filter: RequestFilter): boolean {
  if (typeof filter === 'function') return filter(request);
  return Object.entries(filter).every(([name, wanted]) => Reflect.get(request, name) === wanted);
}
