/** The environment variables with which a Node process begins its life at this time, in epoch milliseconds; the clock then runs on. */
export function clockEnvironment(nowMs: number): { readonly NODE_OPTIONS: string } {
  const clock = new URL('./shifted-clock.ts', import.meta.url);
  clock.searchParams.set('ms', String(nowMs - Date.now()));
  return { NODE_OPTIONS: `--import=${clock.href}` };
}
