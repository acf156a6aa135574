import { asList, isObject } from '../aggregation/json.ts';
import { parseChange } from '../changes/parse-change.ts';
import { parseFault } from '../faults/parse-fault.ts';
import { type Answer, jsonAnswer, textAnswer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import { Refusal } from '../http/refusal.ts';
import { PRODUCTS } from '../products.ts';
import type { EmulatorState } from '../state.ts';

type Control = (state: EmulatorState, body: unknown) => unknown;

/**
 * Routes by which another process controls the emulator. Pendo has none of them. They are not logged and need no key.
 */
const CONTROLS: ReadonlyMap<string, Control> = new Map<string, Control>([
  ['GET /_emulator/clock', ({ clock }) => ({ now: clock.now() })],
  ['POST /_emulator/clock', moveClock],
  ['GET /_emulator/requests', ({ requests }) => ({ requests: requests.all(), peak: requests.peak() })],
  ['DELETE /_emulator/requests', ({ requests }) => requests.clear()],
  ['GET /_emulator/faults', ({ faults }) => faults.all().map(({ fault, fired }) => ({ fault, fired }))],
  ['POST /_emulator/faults', ({ faults }, body) => ({ fired: faults.add(parseFault(body)).fired })],
  ['DELETE /_emulator/faults', ({ faults }) => faults.clear()],
  ['GET /_emulator/changes', ({ changes }) => changes],
  ['POST /_emulator/changes', addChange],
  [
    'DELETE /_emulator/changes',
    ({ changes }) => {
      changes.length = 0;
    },
  ],
  ['GET /_emulator/behaviour', ({ behaviour }) => behaviour],
  ['POST /_emulator/behaviour', changeBehaviour],
]);

export function answerControl(state: EmulatorState, { method, path, body }: Incoming): Answer {
  const control = CONTROLS.get(`${method} ${path}`);
  if (control === undefined) return textAnswer(404, `no such control: ${[...CONTROLS.keys()].join(', ')}`);
  return jsonAnswer(control(state, body) ?? {});
}

function moveClock({ clock }: EmulatorState, body: unknown): unknown {
  const { advanceMs, now } = isObject(body) ? body : {};
  if (typeof now === 'number') clock.set(now);
  else if (typeof advanceMs === 'number') clock.advance(advanceMs);
  else throw new Refusal(400, 'give advanceMs or now, in milliseconds');
  return { now: clock.now() };
}

/** Without `at`, the change happens now. */
function addChange({ changes, clock }: EmulatorState, body: unknown): unknown {
  const change = parseChange(body, clock.now());
  changes.push(change);
  return change;
}

/** `null` stands for undefined, which JSON does not have. */
function changeBehaviour({ behaviour }: EmulatorState, body: unknown): unknown {
  if (!isObject(body)) throw new Refusal(400, 'behaviour must be an object');
  const unknown = Object.keys(body).find((name) => !Object.hasOwn(behaviour, name));
  if (unknown !== undefined) throw new Refusal(400, `unknown behaviour ${unknown}`);
  if (!areProducts(body.lackingProducts)) {
    throw new Refusal(400, `lackingProducts must be a list of ${PRODUCTS.join(', ')}`);
  }
  return Object.assign(
    behaviour,
    Object.fromEntries(Object.entries(body).map(([name, value]) => [name, value ?? undefined])),
  );
}

function areProducts(value: unknown): boolean {
  return asList(value).every((name) => PRODUCTS.some((known) => known === name));
}
