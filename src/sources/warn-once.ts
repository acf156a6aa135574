import type { Log } from '../airbyte/log.ts';

/** Warns once per kind, stream and sync: what is wrong in one answer is usually wrong in all of them. */
export type WarnOnce = (kind: string, message: string) => void;

export function createWarnOnce(stream: string, log: Log): WarnOnce {
  const said = new Set<string>();
  return (kind, message) => {
    if (!said.has(kind)) log.warn(`${stream}: ${message}`);
    said.add(kind);
  };
}
