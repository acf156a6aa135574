import type { FaultFacts, FaultKind } from '../http/fault.ts';

/** What a failed request asks of us. */
export type FaultAction =
  /** The same request again. */
  | 'retry'
  /** Less, where the request can be made smaller; otherwise the same again. */
  | 'split'
  /** The same again, as often as it takes, when the shared pace allows it. */
  | 'wait'
  /** Pendo is asked whether it still takes the key: if so, the same request again; if not, the sync ends. */
  | 'ask_key'
  /** The stream fails at once, unless it knows another form of the request. */
  | 'refuse'
  /** The stream fails at once. */
  | 'fail';

/** A body that came whole and is not what was asked for is a fault as well. */
export type Fault = Omit<FaultFacts, 'kind'> & { readonly kind: FaultKind | 'bad_answer' };

export interface FaultRule {
  /** The fault, for docs/errors.md. */
  readonly name: string;
  readonly action: FaultAction;
  /** For the user. `{what}` names the request, `{status}`, `{host}` and `{code}` the facts, `{words}` quotes the answer. */
  readonly sentence: string;
  readonly isIt: (fault: Fault) => boolean;
  /** Pendo, or what stands before it, has answered, and is likely to answer the same again. */
  readonly lasts?: true;
  readonly isOfConfig?: true;
}

/** Seen in an unmerged branch of tap-pendo as "Query exceeded memory limit" with 400 or 408 (evidence.md#too-big). */
const SPEAKS_OF_A_LIMIT = /memory|exceed|limit|too (?:large|big|many|much|long)|timed? ?out/i;
/** Whether Pendo's words say that the answer was too much, not that the question was wrong. */
export function speaksOfALimit(text: string): boolean {
  return SPEAKS_OF_A_LIMIT.test(text);
}

/** "rateLimitExceeded" with 403 was noted by one customer (evidence.md#rate-limit-403); other vendors do so too. */
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
 * The one table of what can go wrong with a request, whatever it asks for. The first rule that fits holds. 401 is what
 * Pendo documents for a bad key, 403 what it sends (evidence.md#key-refused); 413 and 504 are what proxies send when an
 * answer is too big or too slow; 421, 425, 499 and 52x come from balancers and proxies (evidence.md#proxy-statuses).
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
  // Only where the proxy forwards http itself; in place of a tunnel it is a fault of the connection.
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

/** The rule for a fault; every fault has one. */
export function ruleOf(fault: Fault): FaultRule {
  const rule = FAULT_RULES.find(({ isIt }) => isIt(fault));
  if (rule === undefined) throw new Error(`No rule for a fault of kind ${fault.kind} with status ${fault.status}.`);
  return rule;
}

const SHOWN_WORDS = 200;

/** The rule's sentence about one request. */
export function sentenceOf(rule: FaultRule, fault: Fault, what: string): string {
  const said = (fault.text ?? '').replace(/\s+/g, ' ').trim().slice(0, SHOWN_WORDS);
  const values: Readonly<Record<string, string>> = {
    what,
    status: String(fault.status),
    host: fault.host ? ` (${fault.host})` : '',
    code: fault.code ? ` (${fault.code})` : '',
    // A page of HTML says nothing that a person could use.
    words: said === '' || said.startsWith('<') ? '' : ` Pendo's words: "${said}".`,
  };
  return rule.sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
