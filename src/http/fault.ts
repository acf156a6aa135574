import { RequestError, TimeoutError } from 'got';
import { type ProxyFault, proxyFaultOf } from './proxy-agents.ts';

/** How one attempt at a request failed. */
export type FaultKind =
  | 'status' // an answer with an error status
  | 'proxy_refusal' // the proxy does not let us through
  | 'proxy' // the proxy gives no connection, perhaps only for now
  | 'certificate' // the server's certificate is not trusted
  | 'tls' // the TLS handshake fails
  | 'name' // the host's name could not be resolved
  | 'connection' // refused, reset, timed out while connecting, or an answer that is not HTTP
  | 'late' // connected, but no answer in time
  | 'cut' // the body broke off
  | 'silent' // the body began, then no more data came
  | 'slow'; // the body is too slow to ever end

export interface FaultFacts {
  readonly kind: FaultKind;
  /** Set for the kind `status`. */
  readonly status?: number;
  /** The beginning of the error answer's body. */
  readonly text?: string;
  /** Milliseconds, from either form of the Retry-After header. */
  readonly retryAfterMs?: number | undefined;
  /** Node's code, such as ECONNREFUSED. */
  readonly code?: string;
  readonly host?: string;
  readonly proxy?: ProxyFault | undefined;
}

/**
 * One failed attempt. Keeps only these facts of got's error, because that holds the request's headers and so the key.
 */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
  readonly facts: FaultFacts;

  constructor(facts: FaultFacts) {
    super(`${facts.kind} ${facts.status ?? ''}${facts.code ?? ''}`.trim());
    this.facts = facts;
  }
}

const CERTIFICATE_FAULT = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;
/** The other side does not speak TLS, or something on the way breaks it. */
const TLS_FAULT = /^EPROTO$|^ERR_(?:SSL|TLS)_/;

/** Classifies an error that came in place of an answer. */
export function connectionFault(error: unknown): RequestFault {
  const code = codeOf(error);
  const proxy = proxyFaultOf(error);
  const kind = proxy === undefined ? kindOf(error, code) : proxy.isRefusal ? 'proxy_refusal' : 'proxy';
  return new RequestFault({ kind, code, host: hostOf(error), proxy });
}

function kindOf(error: unknown, code: string): FaultKind {
  if (error instanceof TimeoutError) return error.event === 'response' ? 'late' : 'connection';
  if (CERTIFICATE_FAULT.test(code)) return 'certificate';
  if (TLS_FAULT.test(code)) return 'tls';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name';
  return 'connection';
}

export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return typeof code === 'string' ? code : codeOf(cause);
}

function hostOf(error: unknown): string {
  const url = error instanceof RequestError ? error.options.url : undefined;
  return url instanceof URL ? url.host : '';
}
