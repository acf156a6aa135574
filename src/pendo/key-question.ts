import { RequestFault } from '../http/fault.ts';

/** Whether Pendo takes the key; unknown when the question itself failed. */
export type KeyVerdict = 'accepted' | 'refused' | 'unknown';

export interface KeyQuestionOptions {
  /** Asks Pendo once; throws what goes wrong. */
  readonly ask: (signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
}

/**
 * Asks Pendo whether it still takes the key, for all requests that were refused: one question answers everyone who waits,
 * and everyone whose request was sent before it.
 */
export interface KeyQuestion {
  /** `sentAt` is when the refused request went out, by the same clock as `now`. */
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
