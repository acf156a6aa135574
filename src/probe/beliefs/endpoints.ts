import { ENDPOINTS, type Endpoint } from '../endpoints.ts';
import { agreesIf, counted, isPassing, sayAnswer, typeOf, unknown } from '../findings.ts';
import type { AskedBelief, Asking, Finding } from '../types.ts';

/** Whether Pendo gives what streams are read from, one row per source or endpoint. */
export const ENDPOINT_BELIEFS: readonly AskedBelief[] = ENDPOINTS.map(toBelief);

function toBelief(endpoint: Endpoint): AskedBelief {
  const { id, about, streams } = endpoint;
  const names = streams.map(({ name }) => name).join(', ');
  const mayBeRefused = streams.every((stream) => stream.mayBeRefused === true);
  return {
    id,
    about,
    assumes: `gives \`${names.replaceAll(', ', '`, `')}\``,
    grade: '?',
    evidence: 'missing-product',
    ifWrong: mayBeRefused ? `Empty, with a warning: ${names}. Leave them out.` : `These fail: ${names}.`,
    isEssential: !mayBeRefused,
    judge: (asking) => judgeEndpoint(asking, endpoint),
  };
}

async function judgeEndpoint(asking: Asking, { question, isOfOne }: Endpoint): Promise<Finding> {
  const asked = await question(asking);
  const answer = await asking.ask(asked);
  if (answer.kind === 'none') return answer.isForeign ? agreesIf(false, answer.why) : unknown(answer.why);
  if (answer.kind === 'refused') {
    const isOpen = isPassing(answer.status) || (answer.status === 404 && isOfOne);
    return isOpen ? unknown(sayAnswer(answer)) : agreesIf(false, sayAnswer(answer));
  }
  if (asked.rowsIn !== 'whole') return agreesIf(true, sayAnswer(answer));
  return agreesIf(true, `HTTP ${answer.status}, ${sayShape(answer.rows[0])}`);
}

function sayShape(body: unknown): string {
  if (Array.isArray(body)) return `an array of ${counted(body.length, 'item')}`;
  return typeOf(body) === 'object'
    ? `an object of ${counted(Object.keys(Object(body)).length, 'member')}`
    : `a ${typeOf(body)}`;
}
