import { ConnectorError, TooMuchError } from '../airbyte/errors.ts';

const TLS_FAULT = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;
/** An answer that breaks off looks like this to got and to Node. */
const CUT_ANSWER: ReadonlySet<string> = new Set([
  'ERR_READING_RESPONSE_STREAM',
  'ERR_STREAM_PREMATURE_CLOSE',
  'Z_BUF_ERROR',
  'Z_DATA_ERROR',
]);

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return typeof code === 'string' ? code : codeOf(cause);
}

/** A fault below HTTP as a sentence for the user: only its code is kept, since got's error holds the key. */
export function networkError(error: unknown, what: string): ConnectorError {
  const code = codeOf(error);
  const internalMessage = `${error instanceof Error ? error.name : typeof error} ${code}`.trim();
  if (CUT_ANSWER.has(code) || (error instanceof Error && error.name === 'ReadError')) {
    const message = `Pendo's answer for ${what} broke off before its end.`;
    return new TooMuchError({ failureType: 'transient_error', message, internalMessage });
  }
  if (TLS_FAULT.test(code)) {
    const message = `The TLS certificate of Pendo's host is not trusted (${code}); if a proxy replaces certificates, give its CA in NODE_EXTRA_CA_CERTS.`;
    return new ConnectorError({ failureType: 'config_error', message, internalMessage });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const message = `The name of Pendo's host could not be resolved (${code}) for ${what}; check the network, the DNS and the region.`;
    return new ConnectorError({ failureType: 'transient_error', message, internalMessage });
  }
  const message = `No connection to Pendo for ${what}${code === '' ? '' : ` (${code})`}; check the network and the proxy settings.`;
  return new ConnectorError({ failureType: 'transient_error', message, internalMessage });
}
