import { parseAddress } from './address.ts';

/** The paths of the receiver's own routes. One that was copied with the address is removed. */
const OWN_PATH = /\/(feed|pendo)?\/*$/;

/**
 * Parses webhooks.inbox_url. Returns the address to which the client adds `/feed`. Keeps any path before it, because
 * the receiver may be behind a proxy that adds one. Throws a config error as `parseAddress` does.
 */
export function parseInboxUrl(text: string): string {
  const url = parseAddress(text, {
    property: 'webhooks.inbox_url',
    example: 'https://webhooks.example.com',
    opens: 'the token alone opens the feed',
    end: 'the path',
    secret: 'the token',
    plainHttp: 'loopback',
  });
  return url.origin + url.pathname.replace(OWN_PATH, '');
}
