/** The values of the label `reason` of the metric `pendo_webhooks_refused_total`. */
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
  /** The sentence that the sender sees. It never repeats any part of the request. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown to answer a request with a status other than 2xx. */
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

/** Returns a 503 with Retry-After: the request itself is fine and can be sent again. */
export function unavailable(reason: 'overloaded' | 'unavailable', message: string): Refusal {
  return new Refusal({ status: 503, reason, message, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } });
}
