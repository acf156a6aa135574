import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

/** From resolving the proxy's name to TLS inside the tunnel. Node limits only some of these steps. */
const LONGEST_TUNNELLING_MS = 30_000;

/** A proxy with a valid address. */
export interface ProxyServer {
  /** The environment variable that names it, in the user's spelling. */
  readonly variable: string;
  /** Scheme, host and port, with user and password in percent-encoding. */
  readonly url: URL;
}

/** The type of got's option `agent`. */
export type ProxyAgents = { readonly http: HttpAgent } | { readonly https: HttpsAgent };

/** What went wrong between us and the proxy. */
export interface ProxyFault {
  /** The environment variable that names the proxy. */
  readonly variable: string;
  /** The status that the proxy answered instead of opening a tunnel; undefined when it did not answer. */
  readonly status: number | undefined;
  /** Whether it refused for good. False for a fault that may pass. */
  readonly isRefusal: boolean;
}

type Connected = (error: Error | null, socket: Duplex) => void;

/** Node's code for any tunnel failure, and our code that replaces it when the proxy refused for good. */
const NO_TUNNEL = 'ERR_PROXY_TUNNEL';
const REFUSED = 'ERR_PROXY_REFUSED';

/** Marks an error that arose at a proxy. The errors are Node's own, so the variable is attached to them. */
const PROXY_VARIABLE = Symbol('proxy variable');

/** Node talks to the proxy itself: since 24.5 its agents accept one in `proxyEnv`. */
export function createProxyAgents({ variable, url }: ProxyServer, protocol: string): ProxyAgents {
  return protocol === 'https:'
    ? { https: new TunnelAgent(variable, url.href) }
    : { http: new ForwardAgent(variable, url.href) };
}

/** Returns what an error says about the proxy; undefined when the proxy is not at fault. */
export function proxyFaultOf(error: unknown): ProxyFault | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { [PROXY_VARIABLE]: variable, statusCode, code, cause } = error as Record<PropertyKey, unknown>;
  if (typeof variable !== 'string') return proxyFaultOf(cause);
  const status = typeof statusCode === 'number' ? statusCode : undefined;
  return { variable, status, isRefusal: code === REFUSED };
}

/** For http: the proxy receives the request itself. */
class ForwardAgent extends HttpAgent {
  readonly #variable: string;

  constructor(variable: string, proxy: string) {
    super({ keepAlive: true, scheduling: 'lifo', proxyEnv: { HTTP_PROXY: proxy } });
    this.#variable = variable;
  }

  override createConnection(options: ClientRequestArgs, callback?: Connected): Duplex | null | undefined {
    const socket = super.createConnection(options, callback);
    // Must run before the request's own listener, which passes the error on.
    socket?.prependOnceListener('error', (error) => note(error, this.#variable));
    return socket;
  }
}

/** For https: the proxy opens a tunnel (CONNECT) and never sees the request. */
class TunnelAgent extends HttpsAgent {
  readonly #variable: string;

  constructor(variable: string, proxy: string) {
    super({ keepAlive: true, scheduling: 'lifo', proxyEnv: { HTTPS_PROXY: proxy } });
    this.#variable = variable;
  }

  override createConnection(options: ClientRequestArgs, callback: Connected): Duplex | null | undefined {
    let isDone = false;
    const done: Connected = (error, tunnel) => {
      // Node may call back twice, and after the timeout. Nobody uses such a tunnel any more.
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

/** Marks only errors from before the target was reached: a bad certificate of the target is not the proxy's fault. */
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
