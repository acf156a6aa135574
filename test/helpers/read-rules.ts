import type { AirbyteMessage, ConfiguredCatalog, ConfiguredStream, JsonRecord } from './airbyte/messages.ts';
import { compileSchema } from './compile-schema.ts';
import { checkMessages, describe, shorten, withPlainNumbers } from './protocol.ts';

const SHOWN_PROBLEMS_PER_STREAM = 10;

export interface ReadRunOptions {
  /** If given, it must be 0 if and only if every stream is COMPLETE. */
  readonly exitCode?: number | null;
  /** Whether rows may come twice, because an answer broke off and was read again. */
  readonly repeatedKeysAllowed?: boolean;
}

/**
 * Checks the messages of a complete `read` against the protocol and the configured catalog: statuses, states, counts,
 * schemas and keys. Returns one sentence per problem, at most ten per stream.
 */
export function checkReadRun(
  messages: readonly AirbyteMessage[],
  catalog: ConfiguredCatalog,
  options: ReadRunOptions = {},
): string[] {
  const names = new Set(catalog.streams.map(({ stream }) => stream.name));
  const byStream = Map.groupBy(messages, streamOf);
  return [
    ...checkMessages(messages),
    ...unknownStreams(messages, names),
    ...timesThatGoBack(messages),
    ...catalog.streams.flatMap((stream) => checkStream(byStream.get(stream.stream.name) ?? [], stream, options)),
    ...checkExitCode(messages, names, options.exitCode),
  ];
}

function streamOf({ record, state, trace }: AirbyteMessage): string | undefined {
  return (
    record?.stream ?? state?.stream.stream_descriptor.name ?? trace?.stream_status?.stream_descriptor.name ?? undefined
  );
}

function unknownStreams(messages: readonly AirbyteMessage[], names: ReadonlySet<string>): string[] {
  const strangers = new Set(messages.map(streamOf).filter((name) => name !== undefined && !names.has(name)));
  return [...strangers].map((name) => `${name}: the catalog does not name this stream.`);
}

/** The first `emitted_at` that is earlier than a previous one, of any stream. */
function timesThatGoBack(messages: readonly AirbyteMessage[]): string[] {
  let latest = 0;
  for (const { record, trace } of messages) {
    const time = record?.emitted_at ?? trace?.emitted_at ?? latest;
    if (time < latest) return [`an emitted_at is ${time}, after ${latest} in an earlier message.`];
    latest = time;
  }
  return [];
}

/** `own` are the messages of this stream. */
function checkStream(own: readonly AirbyteMessage[], configured: ConfiguredStream, options: ReadRunOptions): string[] {
  const { name } = configured.stream;
  const records = own.flatMap(({ record }) => (record === undefined ? [] : [record.data]));
  const problems = [
    ...checkStatuses(own),
    ...checkStates(own),
    ...checkSchema(records, configured),
    ...checkKeys(records, configured, options.repeatedKeysAllowed ?? false),
  ];
  return problems.slice(0, SHOWN_PROBLEMS_PER_STREAM).map((problem) => `${name}: ${problem}`);
}

function checkStatuses(own: readonly AirbyteMessage[]): string[] {
  const statuses = own.flatMap(({ trace }) => trace?.stream_status?.status ?? []);
  const problems: string[] = [];
  if (!/^STARTED( RUNNING)+ (COMPLETE|INCOMPLETE)$/.test(statuses.join(' '))) {
    problems.push(`statuses are "${statuses.join(' ')}", not STARTED, RUNNING, COMPLETE or INCOMPLETE.`);
  }
  if (own[0]?.trace?.stream_status === undefined) problems.push('something comes before STARTED.');
  if (own.at(-1)?.trace?.stream_status === undefined) problems.push('something comes after the last status.');
  return problems;
}

function checkStates(own: readonly AirbyteMessage[]): string[] {
  const problems: string[] = [];
  let recordsSince = 0;
  let previous: string | undefined;
  for (const { record, state } of own) {
    if (record !== undefined) recordsSince += 1;
    if (state === undefined) continue;
    const count = state.sourceStats?.recordCount;
    if (count !== recordsSince) problems.push(`a state counts ${count} records, ${recordsSince} came before it.`);
    const content = JSON.stringify(state.stream.stream_state);
    if (content === previous && recordsSince > 0)
      problems.push(`two states are equal with records between: ${content}`);
    previous = content;
    recordsSince = 0;
  }
  const complete = own.at(-1)?.trace?.stream_status?.status === 'COMPLETE';
  if (previous === undefined && complete) problems.push('there is no state.');
  if (complete && recordsSince > 0) problems.push(`${recordsSince} records come after the last state.`);
  return problems;
}

function checkSchema(records: readonly JsonRecord[], { stream }: ConfiguredStream): string[] {
  const validate = compileSchema(stream.json_schema);
  const declared = new Set(Object.keys(stream.json_schema.properties ?? {}));
  return records.flatMap((record) => {
    const undeclared = Object.keys(record).filter((column) => !declared.has(column));
    const errors = validate(withPlainNumbers(record)) ? [] : (validate.errors ?? []);
    return [
      ...undeclared.map((column) => `the column "${column}" is not in the schema, Airbyte drops it.`),
      ...errors.map((error) => `a record does not fit its schema:${describe(error)}: ${shorten(record)}`),
    ];
  });
}

function checkKeys(records: readonly JsonRecord[], configured: ConfiguredStream, repeatsAllowed: boolean): string[] {
  const key = (configured.primary_key ?? []).map((path) => path[0] ?? '');
  if (key.length === 0) return [];
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const record of records) {
    const missing = key.filter((column) => record[column] === null || record[column] === undefined);
    if (missing.length > 0) problems.push(`the key's ${missing.join(', ')} is null: ${shorten(record)}`);
    const text = JSON.stringify(key.map((column) => record[column]));
    if (seen.has(text) && !repeatsAllowed) problems.push(`the key ${text} comes twice.`);
    seen.add(text);
  }
  return problems;
}

function checkExitCode(
  messages: readonly AirbyteMessage[],
  names: ReadonlySet<string>,
  exitCode: number | null | undefined,
): string[] {
  if (exitCode === undefined) return [];
  const complete = new Set(
    messages.flatMap(({ trace }) =>
      trace?.stream_status?.status === 'COMPLETE' ? [trace.stream_status.stream_descriptor.name] : [],
    ),
  );
  const incomplete = [...names].filter((name) => !complete.has(name));
  if (exitCode === 0 && incomplete.length > 0)
    return [`The exit code is 0, but ${incomplete.join(', ')} did not complete.`];
  if (exitCode !== 0 && incomplete.length === 0) return [`The exit code is ${exitCode}, but every stream is complete.`];
  return [];
}
