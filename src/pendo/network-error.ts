import { RequestError } from 'got';
import { ConnectorError } from '../airbyte/errors.ts';
import { proxyError } from '../http/proxy-error.ts';

const CERTIFICATE_FAULT = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;
/** The other side does not speak TLS, or something between breaks it. */
const TLS_FAULT = /^EPROTO$|^ERR_(?:SSL|TLS)_/;
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return typeof code === 'string' ? code : codeOf(cause);
}

/** The host alone: of all that got's error holds about the request, only this may be shown. */
function hostOf(error: unknown): string {
  const url = error instanceof RequestError ? error.options.url : undefined;
  return url instanceof URL ? ` (${url.host})` : '';
}

/** A fault below HTTP as a sentence for the user: only its code and the host are kept, since got's error holds the key. */
export function networkError(error: unknown, what: string): ConnectorError {
  const code = codeOf(error);
  const host = hostOf(error);
  const internalMessage = `${error instanceof Error ? error.name : typeof error} ${code}`.trim();
  const transient = (message: string) =>
    new ConnectorError({ failureType: 'transient_error', message, internalMessage });
  const atProxy = proxyError(error, { target: `Pendo's host${host} for ${what}`, code });
  if (atProxy !== undefined) return atProxy;
  if (CERTIFICATE_FAULT.test(code)) {
    const message = `The TLS certificate of Pendo's host${host} is not trusted (${code}); if a proxy replaces certificates, give its CA in NODE_EXTRA_CA_CERTS.`;
    return new ConnectorError({ failureType: 'config_error', message, internalMessage });
  }
  if (TLS_FAULT.test(code)) {
    return transient(
      `No TLS connection to Pendo's host${host} could be made (${code}) for ${what}; check that no proxy or firewall breaks TLS, and base_url where it is set.`,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return transient(
      `The name of Pendo's host${host} could not be resolved (${code}) for ${what}; check the network and its DNS, and base_url where it is set.`,
    );
  }
  const reason = code === '' ? '' : ` (${code})`;
  return transient(
    `No connection to Pendo's host${host}${reason} for ${what}; check the network, and that a firewall or proxy lets it through.`,
  );
}
