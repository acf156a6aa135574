import { parseAddress } from './address.ts';

/** The paths of the receiver's own routes, so a copied one is taken off. */
const OWN_PATH = /\/(feed|pendo)?\/*$/;

/**
 * Reads webhooks.inbox_url and gives the address back to which `/feed` is added: a path before it stays, since the receiver
 * may stand behind a proxy that gave it one. Throws a config error as `parseAddress` does.
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
