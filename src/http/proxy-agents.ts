import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

/** From the proxy's name to a tunnel with TLS in it. Node limits only parts of this way, and nothing else watches it. */
const LONGEST_TUNNELLING_MS = 30_000;

/** A proxy whose address was checked. */
export interface ProxyServer {
  /** The variable that names it, as it is spelt. */
  readonly variable: string;
  /** Scheme, host and port, with user and password in percent-encoding. */
  readonly url: URL;
}

/** In the form that got's option `agent` has. */
export type ProxyAgents = { readonly http: HttpAgent } | { readonly https: HttpsAgent };

/** What went wrong between us and the proxy. */
export interface ProxyFault {
  /** The variable that names the proxy. */
  readonly variable: string;
  /** What the proxy answered in place of a tunnel; undefined when it did not answer. */
  readonly status: number | undefined;
  /** Whether it said no, rather than that it cannot now. */
  readonly isRefusal: boolean;
}

type Connected = (error: Error | null, socket: Duplex) => void;

/** Node's code, which may pass; ours stands in its place where the proxy said no. */
const NO_TUNNEL = 'ERR_PROXY_TUNNEL';
const REFUSED = 'ERR_PROXY_REFUSED';

/** The variable of the proxy at which an error arose. The errors are Node's own, so it is noted on them. */
const PROXY_VARIABLE = Symbol('proxy variable');

/** Node itself speaks with the proxy: it has done so since 24.5, for agents that are told of one. */
export function createProxyAgents({ variable, url }: ProxyServer, protocol: string): ProxyAgents {
  return protocol === 'https:'
    ? { https: new TunnelAgent(variable, url.href) }
    : { http: new ForwardAgent(variable, url.href) };
}

/** What a failed request's error says of the proxy; undefined when the fault is not the proxy's. */
export function proxyFaultOf(error: unknown): ProxyFault | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { [PROXY_VARIABLE]: variable, statusCode, code, cause } = error as Record<PropertyKey, unknown>;
  if (typeof variable !== 'string') return proxyFaultOf(cause);
  const status = typeof statusCode === 'number' ? statusCode : undefined;
  return { variable, status, isRefusal: code === REFUSED };
}

/** http: the proxy gets the request itself. */
class ForwardAgent extends HttpAgent {
  readonly #variable: string;

  constructor(variable: string, proxy: string) {
    super({ keepAlive: true, scheduling: 'lifo', proxyEnv: { HTTP_PROXY: proxy } });
    this.#variable = variable;
  }

  override createConnection(options: ClientRequestArgs, callback?: Connected): Duplex | null | undefined {
    const socket = super.createConnection(options, callback);
    // Before the request's own listener, which passes the error on.
    socket?.prependOnceListener('error', (error) => note(error, this.#variable));
    return socket;
  }
}

/** https: the proxy is asked for a tunnel (CONNECT), and never sees the request. */
class TunnelAgent extends HttpsAgent {
  readonly #variable: string;

  constructor(variable: string, proxy: string) {
    super({ keepAlive: true, scheduling: 'lifo', proxyEnv: { HTTPS_PROXY: proxy } });
    this.#variable = variable;
  }

  override createConnection(options: ClientRequestArgs, callback: Connected): Duplex | null | undefined {
    let isDone = false;
    const done: Connected = (error, tunnel) => {
      // Node may call twice, and after the time is up: that tunnel is nobody's.
      if (isDone) return void tunnel?.destroy();
      isDone = true;
      clearTimeout(timer);
      if (error !== null) note(error, this.#variable);
      callback(error, tunnel);
    };
    const timer = setTimeout(() => {
      if (socket) done(tunnelTimeout(), socket);
      socket?.destroy();
    }, LONGEST_TUNNELLING_MS);
    const socket = super.createConnection(options, done);
    return socket;
  }
}

function tunnelTimeout(): Error {
  return Object.assign(new Error('The tunnel took too long.'), { code: NO_TUNNEL });
}

/** Only what happened before there was a way to the target: a bad certificate there is not the proxy's fault. */
function note(error: Error, variable: string): void {
  const { code, syscall, statusCode } = error as NodeJS.ErrnoException & { readonly statusCode?: number };
  const isOfProxy =
    code === NO_TUNNEL || syscall === 'connect' || syscall === 'getaddrinfo' || error instanceof AggregateError;
  if (!isOfProxy) return;
  Object.assign(error, { [PROXY_VARIABLE]: variable, ...(isRefusal(statusCode) ? { code: REFUSED } : {}) });
}

function isRefusal(status: number | undefined): boolean {
  return status !== undefined && status < 500 && status !== 408 && status !== 429;
}
