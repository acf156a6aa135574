import { BlockList, isIP, isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

interface Target {
  /** A URL's hostname, without the brackets of IPv6. */
  readonly host: string;
  readonly port: string;
}

type Rule = (target: Target) => boolean;

/** The hosts that are reached directly, without the proxy. */
export interface NoProxy {
  covers(url: URL): boolean;
  /** The positions, counted from 1, of entries in no known form. */
  readonly unreadable: readonly number[];
}

/**
 * Parses a NO_PROXY list. There is no standard; this accepts what curl and Go accept: `*`, hosts, domains with their
 * subdomains and addresses, each with or without a port, and CIDR ranges. Node's own `first-last` is accepted too.
 * Names are not resolved, so a range matches only hosts that are given as addresses.
 */
export function parseNoProxy(text: string): NoProxy {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  const rules = entries.map((entry) => parseEntry(entry.toLowerCase()));
  return {
    covers({ hostname, port, protocol }) {
      const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
      const target = { host, port: port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port };
      return rules.some((rule) => rule?.(target) === true);
    },
    unreadable: rules.flatMap((rule, index) => (rule === undefined ? [index + 1] : [])),
  };
}

function parseEntry(entry: string): Rule | undefined {
  if (entry === '*') return () => true;
  const range = parseRange(entry);
  if (range !== undefined) return ({ host }) => isWithin(host, range);
  const { host, port } = splitPort(entry);
  const isHost = isIP(host) === 0 ? domainRule(host) : addressRule(host);
  return isHost && ((target) => (port === undefined || port === target.port) && isHost(target));
}

/** `10.0.0.0/8`, `fd00::/8` or `10.0.0.1-10.0.0.9`. */
function parseRange(entry: string): BlockList | undefined {
  const list = new BlockList();
  const [, network = '', bits = ''] = /^\[?([\d.a-f:]+)\]?\/(\d{1,3})$/.exec(entry) ?? [];
  const [first = '', last = ''] = entry.split('-');
  try {
    if (isIP(network) !== 0) list.addSubnet(network, Number(bits), versionOf(network));
    else if (isIPv4(first) && isIPv4(last)) list.addRange(first, last);
    else return undefined;
    return list;
  } catch {
    // A prefix longer than the address, or a range that ends before it begins.
    return undefined;
  }
}

/** Splits off a port such as `:8080`, and removes the brackets of an IPv6 address. */
function splitPort(entry: string): { readonly host: string; readonly port: string | undefined } {
  if (isIP(entry) !== 0) return { host: entry, port: undefined };
  const [, host = entry, port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port };
}

function addressRule(address: string): Rule {
  const list = new BlockList();
  list.addAddress(address, versionOf(address));
  return ({ host }) => isWithin(host, list);
}

/** `example.com`, `.example.com` and `*.example.com` all mean the domain and its subdomains. */
function domainRule(entry: string): Rule | undefined {
  const domain = domainToASCII(entry.replace(/^\*?\./, '').replace(/\.$/, ''));
  // If the last part has only digits, as in 192.168., the entry is a piece of an address and not a domain.
  if (!/^[a-z\d_-]+(?:\.[a-z\d_-]+)*$/.test(domain) || /(?:^|\.)\d+$/.test(domain)) return undefined;
  return ({ host }) => host === domain || host.endsWith(`.${domain}`);
}

function isWithin(host: string, list: BlockList): boolean {
  return isIP(host) !== 0 && list.check(host, versionOf(host));
}

function versionOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
