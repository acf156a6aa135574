import { isObject } from '../../utils/is-object.ts';
import { agreesIf, answered, isPassing, sayAnswer, typeOf, unknown } from '../findings.ts';
import { accountSample } from '../people.ts';
import { aggregated, got } from '../questions.ts';
import type { AskedBelief, Asking, Question } from '../types.ts';

export const VERIFY_KEY = got('the check of the key', { path: 'token/verify' }, 'whole');

/** No key has this value. The answer shows what Pendo says to a bad one. */
const BAD_KEY = got(
  'the check of a key that does not exist',
  { path: 'token/verify', headers: { 'x-pendo-integration-key': 'source-pendo-probe-no-such-key' } },
  'whole',
);
const UNKNOWN_SOURCE = aggregated('a source that does not exist', [
  { source: { sourcePendoProbe: null } },
  { limit: 1 },
]);

const BODY_MEMBERS = ['valid', 'writeAccess'];

async function judgeStatus(asking: Asking, question: Question, status: number) {
  const answer = await asking.ask(question);
  if (answer.kind === 'none') return unknown(answer.why);
  if (answer.kind === 'refused' && isPassing(answer.status)) return unknown(sayAnswer(answer));
  const seen = answer.kind === 'answered' ? `HTTP ${answer.status} with JSON` : sayAnswer(answer);
  return agreesIf(answer.status === status, seen);
}

export const KEY_BELIEFS: readonly AskedBelief[] = [
  {
    id: 'key-endpoint',
    about: 'A good key at `/token/verify`',
    assumes: '200',
    grade: 'D, body ?',
    evidence: 'token-verify',
    ifWrong: 'Nothing is lost: the next request still proves the key. A bad key is then reported less clearly.',
    isEssential: false,
    judge: (asking) => judgeStatus(asking, VERIFY_KEY, 200),
  },
  {
    id: 'token-verify',
    about: 'Body of `/token/verify`',
    assumes: '`{"valid", "writeAccess"}`',
    grade: 'D, body ?',
    evidence: 'token-verify',
    ifWrong: 'Nothing: only the status counts.',
    isEssential: false,
    async judge(asking) {
      const [body] = (await answered(asking, VERIFY_KEY)).rows;
      if (!isObject(body)) return agreesIf(false, `the body is of the type ${typeOf(body)}`);
      const types = BODY_MEMBERS.map((name) => `${name}: ${typeOf(body[name])}`).join(', ');
      const others = Object.keys(body).filter((name) => !BODY_MEMBERS.includes(name)).length;
      const isKnown = BODY_MEMBERS.every((name) => typeof body[name] === 'boolean');
      return agreesIf(isKnown, `an object; ${types}; other members: ${others}`);
    },
  },
  {
    id: 'key-rights',
    about: 'A key without write access',
    assumes: 'may use the aggregation endpoint',
    grade: 'D, with claims against it',
    evidence: 'key-rights',
    ifWrong: 'All streams but the lists fail. Ask a Pendo admin for a key with write access.',
    isEssential: true,
    async judge(asking) {
      const verified = await asking.ask(VERIFY_KEY);
      const answer = await asking.ask(accountSample);
      const [body] = verified.kind === 'answered' ? verified.rows : [];
      const mayWrite = isObject(body) && typeof body.writeAccess === 'boolean' ? String(body.writeAccess) : 'not told';
      const seen = `accounts: ${sayAnswer(answer)}; writeAccess: ${mayWrite}`;
      if (answer.kind === 'answered') return agreesIf(true, seen);
      return answer.kind === 'refused' && [401, 403].includes(answer.status) ? agreesIf(false, seen) : unknown(seen);
    },
  },
  {
    id: 'bad-key',
    about: 'Bad key',
    assumes: '403',
    remark: "the status table in Pendo's documentation says 401",
    grade: 'V, against D',
    evidence: 'key-refused',
    ifWrong:
      'Nothing for 401, which means the same to a sync. With another status, a bad key is reported less clearly.',
    isEssential: false,
    judge: (asking) => judgeStatus(asking, BAD_KEY, 403),
  },
  {
    id: 'unknown-source',
    about: 'A source that does not exist',
    assumes: '400',
    grade: 'D, one case V',
    evidence: 'malformed-or-senseless',
    ifWrong:
      'A stream that the subscription lacks fails, or is empty without a word, instead of being left out with a warning.',
    isEssential: false,
    async judge(asking) {
      await answered(asking, accountSample);
      return judgeStatus(asking, UNKNOWN_SOURCE, 400);
    },
  },
];
