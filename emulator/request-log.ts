import type { Incoming } from './http/incoming.ts';

/** One request to the emulated API, as it came and as it ended. Times are of the real clock, in epoch milliseconds. */
export interface LoggedRequest {
  readonly id: number;
  readonly method: string;
  /** As sent, still percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly source: string | undefined;
  readonly body: unknown;
  readonly startedAt: number;
  /** Undefined while the answer is on its way. */
  endedAt: number | undefined;
  /** Undefined when the connection broke before an answer. */
  status: number | undefined;
  rows: number;
  /** True when a fault fired on it. */
  faulty: boolean;
  /** False when the answer broke off, by a fault or because the client left. */
  complete: boolean;
  /** What broke inside the emulator itself, a bug of ours; undefined in a sound run. */
  failure: string | undefined;
}

export type RequestFilter =
  | Partial<Pick<LoggedRequest, 'method' | 'path' | 'source' | 'status' | 'faulty' | 'complete'>>
  | ((request: LoggedRequest) => boolean);

export interface RequestLog {
  all(): readonly LoggedRequest[];
  count(filter?: RequestFilter): number;
  /** The most requests that were open at one moment since the last clear. */
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
      const request = begun(incoming, nextId);
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

function begun({ method, path, query, source, body }: Incoming, id: number): LoggedRequest {
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
