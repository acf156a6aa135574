import type { FaultFacts, FaultKind } from '../http/fault.ts';

/** How to react to a failed request. */
export type FaultAction =
  /** Retry the same request. */
  | 'retry'
  /** Ask for less if the request can be made smaller; otherwise retry it. */
  | 'split'
  /** Retry as often as needed, when the shared pace allows it. */
  | 'wait'
  /** Ask Pendo whether the key is still valid: if so, retry the request; if not, end the sync. */
  | 'ask_key'
  /** Fail the stream at once, unless it can use another form of the request. */
  | 'refuse'
  /** Fail the stream at once. */
  | 'fail';

/** A complete body with the wrong content (`bad_answer`) is a fault too. */
export type Fault = Omit<FaultFacts, 'kind'> & { readonly kind: FaultKind | 'bad_answer' };

export interface FaultRule {
  /** The name of the fault in docs/errors.md. */
  readonly name: string;
  readonly action: FaultAction;
  /**
   * The sentence for the user. `{what}` names the request, `{words}` quotes the answer, and the others are the facts.
   */
  readonly sentence: string;
  readonly isIt: (fault: Fault) => boolean;
  /** Pendo, or something in front of it, is likely to give the same answer again. */
  readonly lasts?: true;
  readonly isOfConfig?: true;
}

/** Seen in an unmerged branch of tap-pendo as "Query exceeded memory limit" with 400 or 408 (evidence.md#too-big). */
const SPEAKS_OF_A_LIMIT = /memory|exceed|limit|too (?:large|big|many|much|long)|timed? ?out/i;
/** Whether the text of an error answer says that the result was too big, not that the request was wrong. */
export function speaksOfALimit(text: string): boolean {
  return SPEAKS_OF_A_LIMIT.test(text);
}

/** One customer noted "rateLimitExceeded" with 403 (evidence.md#rate-limit-403). Other vendors send that too. */
const SPEAKS_OF_A_RATE = /rate.?limit|too many requests/i;

const TOO_MUCH = 'The answer is too big for Pendo (HTTP {status} for {what}).{words}';
const TOOK_TOO_LONG = 'Pendo took too long (HTTP {status} for {what}).{words}';
const SLOW_DOWN = 'Pendo asks us to slow down (HTTP {status} for {what}).{words}';
const REFUSED_REQUEST = 'Pendo did not accept the request (HTTP {status} for {what}).{words}';
const NOT_KNOWN = 'Pendo does not know what was asked for (HTTP {status} for {what}).{words}';
const PROBLEM = 'Pendo has a problem (HTTP {status} for {what}).{words}';
const BROKE_OFF = "Pendo's answer for {what} broke off before its end.";

const status =
  (...wanted: readonly number[]) =>
  (fault: Fault) =>
    fault.status !== undefined && wanted.includes(fault.status);
const between = (from: number, to: number) => (fault: Fault) =>
  fault.status !== undefined && fault.status >= from && fault.status <= to;
const kind = (wanted: Fault['kind']) => (fault: Fault) => fault.kind === wanted;
const says = (isIt: (fault: Fault) => boolean, words: RegExp) => (fault: Fault) =>
  isIt(fault) && words.test(fault.text ?? '');

/**
 * How to react to each fault of a request, whatever it asks for. The first rule that matches applies. Pendo documents
 * 401 for a bad key but sends 403 (evidence.md#key-refused). Proxies send 413 and 504 when an answer is too big or too
 * slow; 421, 425, 499 and 52x come from load balancers and proxies (evidence.md#proxy-statuses).
 */
export const FAULT_RULES: readonly FaultRule[] = [
  {
    name: '400 that speaks of a limit',
    action: 'split',
    sentence: TOO_MUCH,
    isIt: says(status(400), SPEAKS_OF_A_LIMIT),
    lasts: true,
  },
  { name: '400', action: 'refuse', sentence: REFUSED_REQUEST, isIt: status(400), lasts: true },
  {
    name: '402',
    action: 'fail',
    sentence: 'Pendo says that the request failed although it was valid (HTTP {status} for {what}).{words}',
    isIt: status(402),
    lasts: true,
  },
  { name: '403 that speaks of a rate', action: 'wait', sentence: SLOW_DOWN, isIt: says(status(403), SPEAKS_OF_A_RATE) },
  { name: '401, 403', action: 'ask_key', sentence: REFUSED_REQUEST, isIt: status(401, 403), lasts: true },
  { name: '404, 410', action: 'refuse', sentence: NOT_KNOWN, isIt: status(404, 410) },
  // Only when a proxy forwards plain http. A 407 instead of a tunnel is a fault of the connection.
  {
    name: '407',
    action: 'fail',
    sentence:
      'The proxy wants another user and password: write them into HTTP_PROXY as http://user:password@host:port (HTTP {status} for {what}).',
    isIt: status(407),
    isOfConfig: true,
  },
  { name: '408', action: 'split', sentence: TOOK_TOO_LONG, isIt: status(408) },
  { name: '413', action: 'split', sentence: TOO_MUCH, isIt: status(413), lasts: true },
  { name: '414, 431', action: 'refuse', sentence: REFUSED_REQUEST, isIt: status(414, 431), lasts: true },
  {
    name: '422',
    action: 'refuse',
    sentence: 'Pendo did not accept the values in the request (HTTP {status} for {what}).{words}',
    isIt: status(422),
    lasts: true,
  },
  { name: '421, 425, 499', action: 'retry', sentence: PROBLEM, isIt: status(421, 425, 499) },
  { name: '429', action: 'wait', sentence: SLOW_DOWN, isIt: status(429) },
  {
    name: 'any other 4xx',
    action: 'retry',
    sentence: 'Pendo answered in a way that this source does not know (HTTP {status} for {what}).{words}',
    isIt: between(400, 499),
    lasts: true,
  },
  { name: '504, 524', action: 'split', sentence: TOOK_TOO_LONG, isIt: status(504, 524) },
  { name: 'any other 5xx', action: 'retry', sentence: PROBLEM, isIt: (fault) => (fault.status ?? 0) >= 500 },
  {
    name: '3xx',
    action: 'fail',
    sentence: 'The address answers with a redirect, which is never followed (HTTP {status} for {what}).',
    isIt: between(300, 399),
  },
  {
    name: 'a proxy that does not let us through',
    action: 'fail',
    sentence: "The proxy does not let us through to Pendo's host{host} for {what}.",
    isIt: kind('proxy_refusal'),
  },
  {
    name: 'a proxy that gives no connection',
    action: 'retry',
    sentence: "The proxy gives no connection to Pendo's host{host} for {what}.",
    isIt: kind('proxy'),
  },
  {
    name: 'a certificate that is not trusted',
    action: 'fail',
    sentence:
      "The TLS certificate of Pendo's host{host} is not trusted{code}; if a proxy replaces certificates, give its CA in NODE_EXTRA_CA_CERTS.",
    isIt: kind('certificate'),
    isOfConfig: true,
  },
  {
    name: 'TLS that breaks',
    action: 'retry',
    sentence:
      "No TLS connection to Pendo's host{host} could be made{code} for {what}; check that no proxy or firewall breaks TLS, and base_url where it is set.",
    isIt: kind('tls'),
  },
  {
    name: 'a name that is not resolved',
    action: 'retry',
    sentence:
      "The name of Pendo's host{host} could not be resolved{code} for {what}; check the network and its DNS, and base_url where it is set.",
    isIt: kind('name'),
  },
  {
    name: 'a connection that is refused, reset, not made in time, or speaks no HTTP',
    action: 'retry',
    sentence:
      "No connection to Pendo's host{host}{code} for {what}; check the network, and that a firewall or proxy lets it through.",
    isIt: kind('connection'),
  },
  {
    name: 'no answer within `request_timeout_seconds`',
    action: 'split',
    sentence: 'Pendo took too long to answer for {what}.',
    isIt: kind('late'),
  },
  { name: 'a body that breaks off, or JSON that does', action: 'split', sentence: BROKE_OFF, isIt: kind('cut') },
  {
    name: 'a body that falls silent',
    action: 'split',
    sentence: 'Pendo stopped sending in the middle of its answer for {what}.',
    isIt: kind('silent'),
  },
  {
    name: 'a body that brings less than 1 KiB in a minute',
    action: 'split',
    sentence: "Pendo's answer for {what} came too slowly: less than 1 KiB in a minute.",
    isIt: kind('slow'),
  },
  {
    name: 'a body that is empty or not the JSON that was asked for',
    action: 'retry',
    sentence: "Pendo's answer for {what} was empty.",
    isIt: kind('bad_answer'),
    lasts: true,
  },
];

/** Returns the rule for a fault. Throws when none matches, which would be a bug. */
export function ruleOf(fault: Fault): FaultRule {
  const rule = FAULT_RULES.find(({ isIt }) => isIt(fault));
  if (rule === undefined) throw new Error(`No rule for a fault of kind ${fault.kind} with status ${fault.status}.`);
  return rule;
}

const SHOWN_WORDS = 200;

/** Returns the rule's sentence, filled in for one request. */
export function sentenceOf(rule: FaultRule, fault: Fault, what: string): string {
  const said = (fault.text ?? '').replace(/\s+/g, ' ').trim().slice(0, SHOWN_WORDS);
  const values: Readonly<Record<string, string>> = {
    what,
    status: String(fault.status),
    host: fault.host ? ` (${fault.host})` : '',
    code: fault.code ? ` (${fault.code})` : '',
    // An HTML page is not worth quoting.
    words: said === '' || said.startsWith('<') ? '' : ` Pendo's words: "${said}".`,
  };
  return rule.sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
