import { expect, test } from 'vitest';
import { FAULT_RULES, type Fault, type FaultAction, ruleOf, sentenceOf } from '../../../src/pendo/faults.ts';

const status = (code: number, text = ''): Fault => ({ kind: 'status', status: code, text });

const CASES: readonly (readonly [Fault, FaultAction])[] = [
  [status(400, 'Query exceeded memory limit'), 'split'],
  [status(400, 'Cannot parse the filter'), 'refuse'],
  [status(401), 'ask_key'],
  [status(403, '<html>blocked</html>'), 'ask_key'],
  [status(403, '{"reason":"rateLimitExceeded"}'), 'wait'],
  [status(404), 'refuse'],
  [status(407), 'fail'],
  [status(408), 'split'],
  [status(410), 'refuse'],
  [status(413), 'split'],
  [status(414), 'refuse'],
  [status(421), 'retry'],
  [status(422), 'refuse'],
  [status(425), 'retry'],
  [status(429), 'wait'],
  [status(402), 'fail'],
  [status(451), 'retry'],
  [status(499), 'retry'],
  [status(500), 'retry'],
  [status(504), 'split'],
  [status(524), 'split'],
  [status(599), 'retry'],
  [status(304), 'fail'],
  [{ kind: 'proxy_refusal' }, 'fail'],
  [{ kind: 'proxy' }, 'retry'],
  [{ kind: 'certificate', code: 'CERT_HAS_EXPIRED' }, 'fail'],
  [{ kind: 'tls', code: 'EPROTO' }, 'retry'],
  [{ kind: 'name', code: 'ENOTFOUND' }, 'retry'],
  [{ kind: 'connection', code: 'HPE_INVALID_CONSTANT' }, 'retry'],
  [{ kind: 'late' }, 'split'],
  [{ kind: 'cut' }, 'split'],
  [{ kind: 'silent' }, 'split'],
  [{ kind: 'slow' }, 'split'],
  [{ kind: 'bad_answer' }, 'retry'],
];

test.each(CASES)('%j has the action %s', (fault, action) => {
  expect(ruleOf(fault).action).toBe(action);
});

test('the cases cover every rule, and every status from 300 on has a rule', () => {
  expect(new Set(CASES.map(([fault]) => ruleOf(fault)))).toEqual(new Set(FAULT_RULES));
  for (let code = 300; code < 700; code += 1) expect(ruleOf(status(code)).sentence).toContain('{status}');
});

test.each(CASES)('%j is described in whole sentences', (fault) => {
  const sentence = sentenceOf(ruleOf(fault), { ...fault, host: 'app.pendo.io' }, 'pages');
  expect(sentence).toMatch(/^[A-Z].*\.$/);
  expect(sentence).not.toMatch(/\{[a-z]+\}|<|undefined/);
});
