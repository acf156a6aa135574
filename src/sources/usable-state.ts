import { isObject } from '../airbyte/catalog.ts';
import type { StreamState } from '../airbyte/messages.ts';
import { type MadeWith, madeWith, STATE_VERSION, whyNotVouched } from './bookmark.ts';
import type { ReaderInput } from './kind.ts';
import { type MetadataMarks, metadataMarks } from './metadata-marks.ts';

/** More names than these are not read in a log. */
const SHOWN_NAMES = 10;

export interface VouchedState {
  /** The state to go on from; undefined when everything is to be read. */
  readonly state: StreamState | undefined;
  /** Adds to a state what the next sync needs in order to trust it. */
  readonly stamp: (state: StreamState) => StreamState;
}

/** The state as far as it can be trusted with this config and catalog; a log line says when and why it cannot. */
export function vouchedState(input: ReaderInput): VouchedState {
  const config: MadeWith = madeWith(input.config, input.definition);
  const marks = metadataMarks(input);
  const made = marks === undefined ? config : { ...config, metadata: marks.text };
  const stamp = (state: StreamState) => ({ ...state, made_with: made, version: STATE_VERSION });
  const reason =
    input.state === undefined ? undefined : (whyNotVouched(input.state, config) ?? whyNewMetadata(input.state, marks));
  if (reason === undefined) return { state: input.state, stamp };
  input.log.info(`${input.definition.name}: reading everything again, because ${reason}.`);
  return { state: undefined, stamp };
}

/** Rows that did not change since would keep the spelling of the older catalog. Version 0.1.0 did not keep the marks: it is trusted. */
function whyNewMetadata(state: StreamState, marks: MetadataMarks | undefined): string | undefined {
  const before = isObject(state.made_with) ? state.made_with.metadata : undefined;
  if (marks === undefined || typeof before !== 'string') return undefined;
  const names = marks.missingIn(before);
  if (names.length === 0) return undefined;
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  return `the schema has metadata groups or time fields that it had not before: ${names.slice(0, SHOWN_NAMES).join(', ')}${more}`;
}
