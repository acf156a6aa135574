import { parseExact } from '../helpers/airbyte/exact-json.ts';
import type { AirbyteMessage } from '../helpers/airbyte/messages.ts';
import type { Step } from './scenario/types.ts';
import { streamOf } from './warehouse.ts';

/** Records what a sync writes until it is killed. */
export interface SyncOutput {
  /** Returns false if the sync was killed before it wrote this line. */
  readonly addLine: (line: string) => boolean;
  readonly wasKilled: boolean;
  /** Everything that was written. */
  written(): readonly AirbyteMessage[];
  /** The part of it that the destination keeps. */
  kept(): readonly AirbyteMessage[];
}

/** Calls `onJump` once the step's `jump.afterLines` lines are written. */
export function captureOutput({ kill, jump }: Step, onJump: () => void): SyncOutput {
  const messages: AirbyteMessage[] = [];
  let wasKilled = false;
  let states = 0;

  function isKillDue(message: AirbyteMessage): boolean {
    if (kill === undefined) return false;
    if (kill.at === 'line') return messages.length >= kill.nth;
    // "after_state" means before the line that follows the state.
    return message.state !== undefined && kill.at === 'before_state' ? states + 1 >= kill.nth : states >= kill.nth;
  }

  return {
    addLine(line) {
      const message = parseExact(line) as AirbyteMessage;
      wasKilled ||= isKillDue(message);
      if (wasKilled) return false;
      messages.push(message);
      if (message.state !== undefined) states += 1;
      if (messages.length === jump?.afterLines) onJump();
      return true;
    },
    get wasKilled() {
      return wasKilled;
    },
    written: () => messages,
    kept: () => (wasKilled && kill?.keeps === 'up_to_states' ? upToStates(messages) : messages),
  };
}

/** A destination that commits with each state loses the records after the last one. */
function upToStates(messages: readonly AirbyteMessage[]): readonly AirbyteMessage[] {
  const lastState = new Map<string | undefined, number>();
  for (const [index, message] of messages.entries()) {
    if (message.state !== undefined) lastState.set(streamOf(message), index);
  }
  return messages.filter(
    (message, index) => message.record === undefined || index < (lastState.get(streamOf(message)) ?? -1),
  );
}
