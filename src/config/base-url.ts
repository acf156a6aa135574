import { configError } from '../airbyte/errors.ts';

/** URL parsers skip line breaks and read `\` as `/`; what is none of these characters is no address meant seriously. */
const URL_CHARACTERS = /^[!-~]+$/;

/** The addresses at which no network lies between us and the host. */
const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The path that the client adds itself, so a copied one is taken off. */
const OWN_PATHS: readonly string[] = ['', '/', '/api/v1', '/api/v1/'];

/**
 * Reads base_url and gives scheme, host and port back, without a path. Throws a config error that says what is wrong
 * and repeats no part of the address: it may hold a password or the key.
 */
export function parseBaseUrl(text: string): string {
  const url = URL_CHARACTERS.test(text) && /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null) throw configError('base_url is no valid address; write it as https://app.example.com.');
  // Looked for in the text: of an empty user, query or fragment the parsed URL knows nothing.
  if (url.username !== '' || url.password !== '' || text.includes('@')) {
    throw configError('base_url must hold no user and no password; the integration_key alone opens Pendo.');
  }
  if (/[?#]/.test(text)) {
    throw configError('base_url must end after the host; take away the "?" or "#" and what follows it.');
  }
  if (!OWN_PATHS.includes(url.pathname)) {
    throw configError('base_url must end after the host; take away the path, since /api/v1 is added by itself.');
  }
  if (url.protocol === 'http:' && !LOOPBACK_HOST.test(url.hostname)) {
    throw configError('base_url must begin with https://, because the key goes along; http:// is for localhost only.');
  }
  return url.origin;
}
