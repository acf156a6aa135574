import { RequestFault } from '../http/fault.ts';

/** Whether Pendo accepts the key. Unknown when the question itself failed. */
export type KeyVerdict = 'accepted' | 'refused' | 'unknown';

export interface KeyQuestionOptions {
  /** Asks Pendo once. Rejects when the request fails. */
  readonly ask: (signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
}

/**
 * Asks Pendo whether it still accepts the key, on behalf of all refused requests. One question serves every request
 * that waits for the verdict, and every request that was sent before the verdict.
 */
export interface KeyQuestion {
  /** `sentAt` is the time when the refused request was sent, by the same clock as `now`. */
  ask(sentAt: number, signal: AbortSignal): Promise<KeyVerdict>;
}

export function createKeyQuestion({ ask, now }: KeyQuestionOptions): KeyQuestion {
  let running: Promise<KeyVerdict> | undefined;
  let last: { readonly verdict: KeyVerdict; readonly at: number } | undefined;

  async function askOnce(signal: AbortSignal): Promise<KeyVerdict> {
    const verdict = await ask(signal).then(() => 'accepted' as const, verdictOf);
    running = undefined;
    last = { verdict, at: now() };
    return verdict;
  }

  return {
    async ask(sentAt, signal) {
      if (last !== undefined && last.verdict !== 'unknown' && last.at > sentAt) return last.verdict;
      running ??= askOnce(signal);
      return running;
    },
  };
}

function verdictOf(error: unknown): KeyVerdict {
  const status = error instanceof RequestFault ? error.facts.status : undefined;
  return status === 401 || status === 403 ? 'refused' : 'unknown';
}
