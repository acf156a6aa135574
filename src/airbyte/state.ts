import { isObject } from '../utils/is-object.ts';
import { configError } from './errors.ts';
import { fromStore } from './storable.ts';
import type { StreamState } from './stream-state.ts';

const NOT_OURS = 'The state is not one that this source wrote; reset the streams of the connection, or pass no state.';

/** The final state of a stream without a cursor. It tells Airbyte that the stream was read completely. */
export const NO_CURSOR_STATE: StreamState = { __ab_no_cursor_state_message: true };

/**
 * Reads every form in which Airbyte passes a state: nothing, `[]`, `{}`, STREAM, GLOBAL and LEGACY messages, or the
 * bare object of old platforms. Throws a config error for anything else. The result also holds streams that are not
 * selected.
 */
export function parseState(input: unknown, known: ReadonlySet<string>): ReadonlyMap<string, StreamState> {
  const states = new Map<string, StreamState>();
  if (input === undefined || input === null) return states;
  const messages = Array.isArray(input) ? input : [input];
  for (const message of messages) {
    for (const [name, state] of readMessage(message, known)) states.set(name, fromStore(state));
  }
  return states;
}

function readMessage(message: unknown, known: ReadonlySet<string>): [string, StreamState][] {
  if (!isObject(message)) throw configError(NOT_OURS);
  // The message may still have the envelope in which it was printed.
  if (message.type === 'STATE' && isObject(message.state)) return readMessage(message.state, known);
  if (message.type === 'GLOBAL' || isObject(message.global)) return readGlobal(message.global);
  if (message.type === 'STREAM' || isObject(message.stream)) return readStream(message.stream);
  if (message.type === 'LEGACY') return readLegacy(message.data ?? {}, known);
  return readLegacy(message, known);
}

function readGlobal(global: unknown): [string, StreamState][] {
  const streams = isObject(global) ? (global.stream_states ?? []) : undefined;
  if (!Array.isArray(streams)) throw configError(NOT_OURS);
  return streams.flatMap(readStream);
}

function readStream(stream: unknown): [string, StreamState][] {
  const descriptor = isObject(stream) ? stream.stream_descriptor : undefined;
  const name = isObject(descriptor) ? descriptor.name : undefined;
  if (!isObject(stream) || typeof name !== 'string') throw configError(NOT_OURS);
  const state = stream.stream_state ?? {};
  if (!isObject(state)) throw configError(NOT_OURS);
  return isMeaningful(state) ? [[name, state]] : [];
}

function readLegacy(data: unknown, known: ReadonlySet<string>): [string, StreamState][] {
  if (!isObject(data)) throw configError(NOT_OURS);
  const entries = Object.entries(data);
  const ours = entries.filter((entry): entry is [string, Record<string, unknown>] => {
    return known.has(entry[0]) && isObject(entry[1]);
  });
  if (entries.length > 0 && ours.length === 0) throw configError(NOT_OURS);
  return ours.filter(([, state]) => isMeaningful(state));
}

/** Empty states and the markers of a finished full refresh hold nothing to resume from. */
function isMeaningful(state: StreamState): boolean {
  return Object.keys(state).some((key) => !key.startsWith('__ab_'));
}
