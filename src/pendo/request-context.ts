/** Who asks, and what may be done when it fails. */
export interface RequestContext {
  /** Names the request in logs and errors, e.g. `page_events from 2026-01-01 to 2026-01-08`. */
  readonly what: string;
  readonly signal: AbortSignal;
  /** Called when Pendo asks for a pause, with the time in epoch milliseconds when it ends. */
  readonly onRateLimit?: (untilMs: number) => void;
  /** The caller can ask for less: what is too much is its own to try again. */
  readonly canSplit?: boolean;
  /** The caller can do without the answer: one that is no good, and will hardly get better, is asked for once more only. */
  readonly canBeSkipped?: boolean;
  /** The request is the question whether the key is good. */
  readonly asksAboutKey?: boolean;
}
