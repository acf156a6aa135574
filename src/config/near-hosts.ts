import { BlockList, isIP } from 'node:net';

/** The name by which a container reaches the machine that it runs on. */
const DOCKER_HOST = 'host.docker.internal';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
/** Excludes link-local addresses: clouds serve credentials at 169.254.169.254. */
const PRIVATE = [...LOOPBACK, '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];

/** Whether a URL's hostname is this machine. Names are not resolved: localhost is the only name that counts. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || isWithin(hostname, LOOPBACK);
}

/** Whether a URL's hostname is this machine, a private network address, or the host machine of this container. */
export function isPrivate(hostname: string): boolean {
  return hostname === 'localhost' || hostname === DOCKER_HOST || isWithin(hostname, PRIVATE);
}

function isWithin(hostname: string, ranges: readonly string[]): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  if (version === 0) return false;
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}
