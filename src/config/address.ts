import { configError } from '../airbyte/errors.ts';
import { isLoopback, isPrivate } from './near-hosts.ts';

/** URL parsers skip line breaks and read `\\` as `/`; what is none of these characters is no address meant seriously. */
const URL_CHARACTERS = /^[!-~]+$/;

/** Where http is allowed: to this machine only, or to a private network too. */
export type PlainHttp = 'loopback' | 'private';

const IS_NEAR = { loopback: isLoopback, private: isPrivate } as const;
const NEAR_HOSTS = {
  loopback: 'localhost',
  private: 'localhost, private network addresses and host.docker.internal',
} as const;

export interface AddressRules {
  readonly property: string;
  readonly example: string;
  /** What is shown at this address in place of a user and a password, as the rest of a sentence. */
  readonly opens: string;
  /** Where the address ends at the latest. */
  readonly end: string;
  /** What goes along with each request. */
  readonly secret: string;
  readonly plainHttp: PlainHttp;
}

/**
 * Reads an address to which a secret is sent: https, or http to a host that is near. Throws a config error that says what is wrong
 * and repeats no part of the address: it may hold a password or the secret.
 */
export function parseAddress(text: string, rules: AddressRules): URL {
  const { property, example, opens, end, secret, plainHttp } = rules;
  const url = URL_CHARACTERS.test(text) && /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null) throw configError(`${property} is no valid address; write it as ${example}.`);
  // Looked for in the text: of an empty user, query or fragment the parsed URL knows nothing.
  if (url.username !== '' || url.password !== '' || text.includes('@')) {
    throw configError(`${property} must hold no user and no password; ${opens}.`);
  }
  if (/[?#]/.test(text)) {
    throw configError(`${property} must end after ${end}; take away the "?" or "#" and what follows it.`);
  }
  if (url.protocol === 'http:' && !IS_NEAR[plainHttp](url.hostname)) {
    throw configError(
      `${property} must begin with https://, because ${secret} goes along; http:// is for ${NEAR_HOSTS[plainHttp]} only.`,
    );
  }
  return url;
}
