/** For runs whose servers are all on this machine: the proxy that somebody has for others must not come between. */
export function withoutProxies(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:https?|no)_proxy$/i.test(name)));
}
