import type { StreamState } from '../../airbyte/messages.ts';
import type { ReaderInput } from './input.ts';
import { type MadeWith, madeWith, STATE_VERSION, whyNotVouched } from './state.ts';

export interface VouchedState {
  /** The state to go on from; undefined when everything is to be read. */
  readonly state: StreamState | undefined;
  /** Adds to a state what the next sync needs in order to trust it. */
  readonly stamp: (state: StreamState) => StreamState;
}

/** The state as far as it can be trusted with this config; a log line says when and why it cannot. */
export function vouchedState(input: ReaderInput): VouchedState {
  const made: MadeWith = madeWith(input.config, input.definition);
  const stamp = (state: StreamState) => ({ ...state, made_with: made, version: STATE_VERSION });
  const reason = input.state === undefined ? undefined : whyNotVouched(input.state, made);
  if (reason === undefined) return { state: input.state, stamp };
  input.log.info(`${input.definition.name}: reading everything again, because ${reason}.`);
  return { state: undefined, stamp };
}
