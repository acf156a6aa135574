import { setTimeout as sleep } from 'node:timers/promises';
import { type FeedLine, feedPage } from './receiver.ts';

const PAUSE_MS = 20;

export interface FeedFollower {
  readonly lines: readonly FeedLine[];
  /** Stops after the first empty page that is requested from now on. */
  finish(): Promise<void>;
}

/** Reads the feed as it grows, always from the last sequence that it has seen, like `read` with its state. */
export function followFeed(url: () => string, limit = 500): FeedFollower {
  const lines: FeedLine[] = [];
  let finishing = false;
  const done = (async () => {
    for (;;) {
      // Checked before the request: a request that is already in progress may be too early for the last events.
      const isLast = finishing;
      const page = await feedPage(url(), lines.at(-1)?.sequence ?? 0, limit).catch(() => undefined);
      lines.push(...(page ?? []));
      if (isLast && page?.length === 0) return;
      await sleep(PAUSE_MS);
    }
  })();
  return {
    lines,
    async finish() {
      finishing = true;
      await done;
    },
  };
}
