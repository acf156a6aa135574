import { configError } from '../airbyte/errors.ts';
import { parseNoProxy } from './no-proxy.ts';
import { createProxyAgents, type ProxyAgents, type ProxyServer } from './proxy-agents.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** The proxies that the environment variables name. */
export interface Proxies {
  /** Returns the agents that reach this address through its proxy; undefined for a direct connection. */
  agentsFor(address: string): ProxyAgents | undefined;
  /** Texts that no log and no error may show. */
  readonly secrets: readonly string[];
  /** Sentences for the log. */
  readonly warnings: readonly string[];
}

/**
 * Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY in lower or upper case; lower case wins, as with curl. Throws a config
 * error for an address that cannot be used, even if no request would use it: a proxy that is silently ignored makes
 * people look for the fault in the wrong place.
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

/** A blank variable counts as absent, so the other spelling of its name is used. */
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
  // As with curl, an address without a scheme is an HTTP proxy.
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = /\s/.test(address) ? null : URL.parse(address);
  if (url === null || !isProxyAddress(url)) throw unusable(name);
  const proxy = new URL(url.origin);
  proxy.username = encodeURIComponent(decoded(url.username));
  proxy.password = encodeURIComponent(decoded(url.password));
  return { variable: name, url: proxy };
}

/** Rejects a path, query or fragment: it is usually the rest of a password that contains "/", "?" or "#". */
function isProxyAddress({ protocol, hostname, pathname, search, hash }: URL): boolean {
  return /^https?:$/.test(protocol) && hostname !== '' && pathname + search + hash === '/';
}

/** Decodes percent-encoding, and keeps a "%" that does not begin any. */
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
  // The header Proxy-Authorization holds user and password together, in base64.
  return [password, plain, `${decoded(username)}:${plain}`];
}

/** Repeats no part of the value: when it is malformed, the password may be anywhere in it. */
function unusable(name: string): Error {
  return configError(
    `${name} is not the address of an HTTP proxy; write it as http://host:port or http://user:password@host:port with special characters of the password in percent-encoding ("/" is %2F, "#" is %23), or take the variable away (SOCKS proxies are not supported).`,
  );
}

function unreadable(name = 'NO_PROXY', place: number): string {
  return `${name} has no host, domain, address or range at position ${place}, so this entry is ignored; write it as app.example.com, .example.com, 10.1.2.3 or 10.0.0.0/8.`;
}
