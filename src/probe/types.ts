import type { Config } from '../config/types.ts';
import type { PendoRequest } from '../pendo/request-context.ts';

export type Verdict = 'agrees' | 'differs' | 'unknown';

/** What was found out about a belief. `seen` holds no id, name, text or value of a customer. */
export interface Finding {
  readonly verdict: Verdict;
  readonly seen: string;
}

/** Something that this source assumes about Pendo. */
export interface Belief {
  readonly id: string;
  /** What it is about, in a few words. */
  readonly about: string;
  /** What is assumed. In Markdown. */
  readonly assumes: string;
  /** What docs/emulator.md tells of it beyond that. */
  readonly remark?: string;
  /** The grade of the fact on docs/evidence.md, and its heading there. */
  readonly grade: string;
  readonly evidence: string;
}

/** A belief that `probe` asks about. */
export interface AskedBelief extends Belief {
  /** What a sync does if the belief is wrong. */
  readonly ifWrong: string;
  /** Whether a sync stands on it: it would lose or spoil rows, or fail. */
  readonly isEssential: boolean;
  /** Asks, and compares the answers with what is assumed. Throws Unanswered when there is nothing to compare. */
  readonly judge: (asking: Asking) => Promise<Finding>;
}

export interface Question {
  /** Names the question for the person who waits. Questions of the same name are asked once. */
  readonly name: string;
  readonly request: PendoRequest;
  /** Where the rows stand in the answer; `whole` takes the answer as the only row. */
  readonly rowsIn: 'results' | 'array' | 'whole';
}

/** What kind of body an answer has that is no rows. */
export type BodyKind = 'JSON' | 'HTML' | 'text' | 'nothing';

export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly rows: readonly unknown[];
  /** What stands beside the rows. */
  readonly beside: ReadonlyMap<string, unknown>;
  readonly headers: AnswerHeaders;
}

export interface Refused {
  readonly kind: 'refused';
  readonly status: number;
  readonly body: BodyKind;
}

/** There is no answer to judge. `why` is the end of a sentence. */
export interface NoAnswer {
  readonly kind: 'none';
  readonly why: string;
  /** Whether an answer came that is not Pendo's. */
  readonly isForeign: boolean;
}

export type Answer = Answered | Refused | NoAnswer;

export interface AnswerHeaders {
  readonly date: string | undefined;
  readonly contentEncoding: string | undefined;
}

/** What beliefs ask with. The same question is sent only once. */
export interface Asking {
  readonly config: Config;
  /** The time by Pendo's clock, in epoch milliseconds. */
  now(): number;
  /** Our own clock. */
  wall(): number;
  ask(question: Question): Promise<Answer>;
}

/** Whether `probe` asks about it. */
export function isAsked(belief: Belief | AskedBelief): belief is AskedBelief {
  return 'judge' in belief;
}
