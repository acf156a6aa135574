/** Why a request is refused, as the metric `pendo_webhooks_refused_total` counts it. */
export const REFUSAL_REASONS = [
  'signature',
  'token',
  'not_utf8',
  'not_json',
  'too_large',
  'content_encoding',
  'method',
  'bad_request',
  'not_http',
  'too_slow',
  'cut_off',
  'overloaded',
  'unavailable',
] as const;

export type RefusalReason = (typeof REFUSAL_REASONS)[number];

const RETRY_AFTER_SECONDS = 5;

export interface RefusalOptions {
  readonly status: number;
  readonly reason: RefusalReason;
  /** The one sentence that the sender sees; it never holds a piece of what came. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is not 2xx. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly reason: RefusalReason;
  readonly headers: Readonly<Record<string, string>>;

  constructor({ status, reason, message, headers }: RefusalOptions) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.headers = headers ?? {};
  }
}

/** 503 with Retry-After: nothing is wrong with the request, so the same one may be sent again. */
export function unavailable(reason: 'overloaded' | 'unavailable', message: string): Refusal {
  return new Refusal({ status: 503, reason, message, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } });
}
