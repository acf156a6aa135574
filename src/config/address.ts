import { configError } from '../airbyte/errors.ts';
import { isLoopback, isPrivate } from './near-hosts.ts';

/**
 * Visible ASCII only: URL parsers silently drop line breaks. They also read `\\` as `/`, hence the test for `//` below.
 */
const URL_CHARACTERS = /^[!-~]+$/;

/** Where plain http is allowed: on this machine only, or in private networks too. */
export type PlainHttp = 'loopback' | 'private';

const IS_NEAR = { loopback: isLoopback, private: isPrivate } as const;
const NEAR_HOSTS = {
  loopback: 'localhost',
  private: 'localhost, private network addresses and host.docker.internal',
} as const;

export interface AddressRules {
  readonly property: string;
  readonly example: string;
  /** End of the error sentence: where credentials belong instead, e.g. "the token alone opens the feed". */
  readonly opens: string;
  /** For the error sentence: the last part that the address may have, e.g. "the host". */
  readonly end: string;
  /** For the error sentence: the secret that is sent with each request, e.g. "the key". */
  readonly secret: string;
  readonly plainHttp: PlainHttp;
}

/**
 * Parses an address to which a secret is sent: https, or http where `plainHttp` allows it. Throws a config error that
 * names the problem and repeats no part of the address, which may hold a password or the secret.
 */
export function parseAddress(text: string, rules: AddressRules): URL {
  const { property, example, opens, end, secret, plainHttp } = rules;
  const url = URL_CHARACTERS.test(text) && /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null) throw configError(`${property} is not a valid address; write it as ${example}.`);
  // Searches the text, because the parsed URL does not show an empty user, query or fragment.
  if (url.username !== '' || url.password !== '' || text.includes('@')) {
    throw configError(`${property} must hold no user and no password; ${opens}.`);
  }
  if (/[?#]/.test(text)) {
    throw configError(`${property} must end after ${end}; take away the "?" or "#" and what follows it.`);
  }
  if (url.protocol === 'http:' && !IS_NEAR[plainHttp](url.hostname)) {
    throw configError(
      `${property} must begin with https://, because ${secret} is sent with each request; http:// is for ${NEAR_HOSTS[plainHttp]} only.`,
    );
  }
  return url;
}
