import { configError } from '../airbyte/errors.ts';
import { parseNoProxy } from './no-proxy.ts';
import { createProxyAgents, type ProxyAgents, type ProxyServer } from './proxy-agents.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** The proxies of the environment. */
export interface Proxies {
  /** What sends requests to this address through its proxy; undefined when they go straight there. */
  agentsFor(address: string): ProxyAgents | undefined;
  /** What no log and no error may show. */
  readonly secrets: readonly string[];
  /** Sentences for the log. */
  readonly warnings: readonly string[];
}

/**
 * Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in small letters or capitals; the small ones win, as with curl. Throws a config
 * error for an address that cannot be used, also when nothing would go through it: a proxy that is passed over in silence is
 * a fault that somebody looks for in the wrong place.
 */
export function readProxies(env: Environment): Proxies {
  const proxies: Readonly<Record<string, ProxyServer | undefined>> = {
    'https:': readProxy(variableOf(env, 'HTTPS_PROXY')),
    'http:': readProxy(variableOf(env, 'HTTP_PROXY')),
  };
  const used = Object.values(proxies).filter((proxy) => proxy !== undefined);
  const exceptions = variableOf(env, 'NO_PROXY');
  const noProxy = parseNoProxy(exceptions?.value ?? '');
  return {
    agentsFor(address) {
      const target = new URL(address);
      const proxy = proxies[target.protocol];
      return proxy === undefined || noProxy.covers(target) ? undefined : createProxyAgents(proxy, target.protocol);
    },
    secrets: used.flatMap(({ url }) => secretsOf(url)),
    warnings: used.length === 0 ? [] : noProxy.unreadable.map((place) => unreadable(exceptions?.name, place)),
  };
}

/** A blank variable is none, so the other spelling of its name counts. */
function variableOf(env: Environment, name: string): Variable | undefined {
  for (const spelt of [name.toLowerCase(), name]) {
    const value = env[spelt]?.trim() ?? '';
    if (value !== '') return { name: spelt, value };
  }
  return undefined;
}

function readProxy(variable: Variable | undefined): ProxyServer | undefined {
  if (variable === undefined) return undefined;
  const { name, value } = variable;
  // As curl does: what has no scheme is an HTTP proxy.
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = /\s/.test(address) ? null : URL.parse(address);
  if (url === null || !isProxyAddress(url)) throw unusable(name);
  const proxy = new URL(url.origin);
  proxy.username = encodeURIComponent(decoded(url.username));
  proxy.password = encodeURIComponent(decoded(url.password));
  return { variable: name, url: proxy };
}

/** A path, a query or a fragment is no part of a proxy's address: it is the rest of a password with a "/", "?" or "#" in it. */
function isProxyAddress({ protocol, hostname, pathname, search, hash }: URL): boolean {
  return /^https?:$/.test(protocol) && hostname !== '' && pathname + search + hash === '/';
}

/** Percent-encoding taken off; a "%" that begins none stays. */
function decoded(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

function secretsOf({ username, password }: URL): string[] {
  if (password === '') return [];
  const plain = decoded(password);
  // In the header Proxy-Authorization they stand together, in base64.
  return [password, plain, `${decoded(username)}:${plain}`];
}

/** The value is not repeated, not even in part: whatever is wrong with it, a password may be anywhere in it. */
function unusable(name: string): Error {
  return configError(
    `${name} is not the address of an HTTP proxy; write it as http://host:port or http://user:password@host:port with special characters of the password in percent-encoding ("/" is %2F, "#" is %23), or take the variable away (SOCKS proxies are not supported).`,
  );
}

function unreadable(name = 'NO_PROXY', place: number): string {
  return `${name} has no host, domain, address or range at position ${place}, so this entry is passed over; write it as app.example.com, .example.com, 10.1.2.3 or 10.0.0.0/8.`;
}
