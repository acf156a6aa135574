import { TooMuchError } from '../airbyte/errors.ts';
import { speaksOfALimit } from '../pendo/faults.ts';
import { TroubleInAnswerError } from '../records/answer/errors.ts';
import type { WarnOnce } from './warn-once.ts';

/**
 * Members that mean failure although the status is 200. Pendo's answers hold `startTime` and `results`, and nothing
 * else unless asked for (evidence.md#aggregation-answer). Other APIs report failures by these names
 * (evidence.md#failure-beside-results). Names are compared without case and punctuation.
 */
const SAYS_FAILED = new Set(['error', 'errors', 'errormessage', 'exception', 'failure', 'failures', 'failed', 'fault']);
const SAYS_CUT = new Set([
  ...['truncated', 'istruncated', 'incomplete', 'isincomplete', 'partial', 'ispartial', 'partialresults'],
  ...['timedout', 'limited', 'limitreached', 'limitexceeded', 'hasmore', 'moreresults'],
]);
const DENIES_SUCCESS = new Set(['success', 'ok', 'complete', 'iscomplete', 'completed']);
const STATUS = new Set(['status', 'statuscode']);
const NOTE = new Set(['message', 'messages', 'warning', 'warnings', 'notice', 'notices']);
const SPEAKS_OF_A_CUT = /truncat|incomplete|partial|not all|timed? ?out/i;
const BAD_STATUS = /error|fail|time_?out|timed_?out|partial|incomplete|truncated/i;
const KNOWN = new Set([...SAYS_FAILED, ...SAYS_CUT, ...DENIES_SUCCESS, ...STATUS, ...NOTE]);
const SHOWN_LENGTH = 200;
const DEEPEST = 5;

export interface Judging {
  /** How errors call the answer, e.g. `events from 2026-01-01 to 2026-01-08`. */
  readonly what: string;
  readonly warnOnce?: WarnOnce;
}

/** Checks a member beside the rows. Throws when it says that rows are missing or that something failed. */
export function judgeMember(name: string, json: string, { what, warnOnce }: Judging): void {
  const plain = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (!KNOWN.has(plain)) return;
  const words = json.replaceAll(/\s+/g, ' ').trim();
  const value: unknown = JSON.parse(words);
  const says = `"${name}": ${words.slice(0, SHOWN_LENGTH)}`;
  if (isCut(plain, value, words)) {
    const message = `Pendo's answer for ${what} is not whole, for beside its rows stands ${says}. Sync again; if it stays, ask Pendo's support.`;
    throw new TooMuchError({ failureType: 'transient_error', message });
  }
  if (isFailure(plain, value)) throw new TroubleInAnswerError(`for ${what} failed, for beside its rows stands ${says}`);
  if (NOTE.has(plain) && !isEmpty(value))
    warnOnce?.('note', `beside the rows of the answer for ${what} stands ${says}.`);
}

function isCut(name: string, value: unknown, words: string): boolean {
  if (isEmpty(value)) return false;
  if (SAYS_CUT.has(name)) return true;
  if (SAYS_FAILED.has(name)) return speaksOfALimit(words) || SPEAKS_OF_A_CUT.test(words);
  return NOTE.has(name) && SPEAKS_OF_A_CUT.test(words);
}

function isFailure(name: string, value: unknown): boolean {
  if (SAYS_FAILED.has(name)) return !isEmpty(value);
  if (DENIES_SUCCESS.has(name)) return value === false || value === 'false';
  return STATUS.has(name) && (Number(value) >= 400 || (typeof value === 'string' && BAD_STATUS.test(value)));
}

/**
 * Whether the value says nothing, such as null, "" or []. Deeper nesting than anyone would write counts as something.
 */
function isEmpty(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return ['', 'false', 'null', 'none', '0'].includes(value.trim().toLowerCase());
  if (typeof value !== 'object' || value === null) return !value;
  return depth < DEEPEST && Object.values(value).every((member) => isEmpty(member, depth + 1));
}
