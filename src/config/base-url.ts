import { configError } from '../airbyte/errors.ts';
import { parseAddress } from './address.ts';

/** The client adds the path `/api/v1` itself, so it is accepted and removed. */
const OWN_PATHS: readonly string[] = ['', '/', '/api/v1', '/api/v1/'];

/** Parses base_url. Returns scheme, host and port without a path. Throws a config error as `parseAddress` does. */
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
