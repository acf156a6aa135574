export interface PendoRequest {
  /** The URL-encoded path below `/api/v1/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON by POST. Without it the request is a GET. */
  readonly body?: object;
}

/** What a request is for, and how its failure may be handled. */
export interface RequestContext {
  /** Names the request in logs and errors, e.g. `page_events from 2026-01-01 to 2026-01-08`. */
  readonly what: string;
  readonly signal: AbortSignal;
  /** Called when Pendo asks for a pause, with its end in epoch milliseconds. */
  readonly onRateLimit?: (untilMs: number) => void;
  /** Called when the request goes out, after any wait for the pace. */
  readonly onSend?: () => void;
  /** The caller can ask for less, so the client does not retry an answer that was too much. */
  readonly canSplit?: boolean;
  /** The caller can do without the answer, so a fault that will hardly pass is retried only once. */
  readonly canBeSkipped?: boolean;
  /** The request is itself the question whether the key is valid. */
  readonly asksAboutKey?: boolean;
}
