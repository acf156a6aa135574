import { configError } from '../airbyte/errors.ts';
import { parseAddress } from './address.ts';

/** The path that the client adds itself, so a copied one is taken off. */
const OWN_PATHS: readonly string[] = ['', '/', '/api/v1', '/api/v1/'];

/**
 * Reads base_url and gives scheme, host and port back, without a path. Throws a config error that says what is wrong
 * and repeats no part of the address: it may hold a password or the key.
 */
export function parseBaseUrl(text: string): string {
  const url = parseAddress(text, {
    property: 'base_url',
    example: 'https://app.example.com',
    opens: 'the integration_key alone opens Pendo',
    end: 'the host',
    secret: 'the key',
    plainHttp: 'private',
  });
  if (!OWN_PATHS.includes(url.pathname)) {
    throw configError('base_url must end after the host; take away the path, since /api/v1 is added by itself.');
  }
  return url.origin;
}
