import { parseExact } from '../helpers/airbyte/exact-json.ts';
import type { AirbyteMessage } from '../helpers/airbyte/messages.ts';
import type { Step } from './scenario/types.ts';
import { streamOf } from './warehouse.ts';

/** Takes down what a sync writes until the machine goes away. */
export interface SyncOutput {
  /** False: the machine was gone before this line. */
  readonly take: (line: string) => boolean;
  readonly isCut: boolean;
  /** All that was written. */
  written(): readonly AirbyteMessage[];
  /** What the destination keeps of it. */
  kept(): readonly AirbyteMessage[];
}

/** `onJump` is called when as many lines were written as the step's jump waits for. */
export function captureOutput({ kill, jump }: Step, onJump: () => void): SyncOutput {
  const messages: AirbyteMessage[] = [];
  let isCut = false;
  let states = 0;

  function isDue(message: AirbyteMessage): boolean {
    if (kill === undefined) return false;
    if (kill.at === 'line') return messages.length >= kill.nth;
    // Behind a state means before the line that follows it.
    return message.state !== undefined && kill.at === 'before_state' ? states + 1 >= kill.nth : states >= kill.nth;
  }

  return {
    take(line) {
      const message = parseExact(line) as AirbyteMessage;
      isCut ||= isDue(message);
      if (isCut) return false;
      messages.push(message);
      if (message.state !== undefined) states += 1;
      if (messages.length === jump?.afterLines) onJump();
      return true;
    },
    get isCut() {
      return isCut;
    },
    written: () => messages,
    kept: () => (isCut && kill?.keeps === 'up_to_states' ? upToStates(messages) : messages),
  };
}

/** A destination that commits with each state loses the records behind the last one. */
function upToStates(messages: readonly AirbyteMessage[]): readonly AirbyteMessage[] {
  const lastState = new Map<string | undefined, number>();
  for (const [index, message] of messages.entries()) {
    if (message.state !== undefined) lastState.set(streamOf(message), index);
  }
  return messages.filter(
    (message, index) => message.record === undefined || index < (lastState.get(streamOf(message)) ?? -1),
  );
}
