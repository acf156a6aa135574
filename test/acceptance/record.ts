import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { startEmulator } from '../../emulator/index.ts';
import type { AirbyteMessage, StatePayload } from '../helpers/airbyte/messages.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { configuredCatalog, read, recordsOf } from '../helpers/run.ts';
import { EMULATED, PATHS, ROWS_CONFIG } from './files.ts';

/**
 * Writes the recorded files: expected records, a state of the far future, and spec and catalog of this version in
 * releases/. Run it when the emulator's data or a column changes, then `npm run fix`, and review the difference before
 * you commit it.
 */
const RECORDS_PER_STREAM = 3;
const FUTURE_YEAR = '2999';

const emulator = await startEmulator(EMULATED);
const startedAt = new Date(emulator.clock.now()).toISOString();
const config = { ...ROWS_CONFIG, integration_key: emulator.integrationKey, base_url: emulator.url };
const catalog = await discoverCatalog(config);
const run = await read(config, configuredCatalog(catalog));
await emulator.close();
if (run.exitCode !== 0) throw new Error(run.lines.at(-1));

const records = catalog.streams.flatMap(({ name, default_cursor_field: [cursor = ''] = [] }) =>
  recordsOf(run.messages, name)
    // Leaves out records whose cursor is the time of the read, because that differs in the next read.
    .filter((data) => !(String(data[cursor] ?? '') >= startedAt))
    .slice(0, RECORDS_PER_STREAM)
    .map((data) => JSON.stringify({ stream: name, data, emitted_at: 1 })),
);
await writeFile(PATHS.expectedRecords, `${records.join('\n')}\n`);
await writeJson(
  PATHS.futureState,
  catalog.streams.flatMap(({ name, default_cursor_field }) => {
    const cursor = default_cursor_field?.[0];
    return cursor === undefined ? [] : [futureState(lastState(run.messages, name), cursor)];
  }),
);

const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
await mkdir(new URL(version, PATHS.releases), { recursive: true });
await writeFile(PATHS.spec(version), await readFile(new URL('../../spec.json', import.meta.url)));
await writeJson(PATHS.catalog(version), catalog);
await writeJson(
  PATHS.states(version),
  catalog.streams.map(({ name }) => withoutHost(lastState(run.messages, name))),
);

function lastState(messages: readonly AirbyteMessage[], stream: string): StatePayload {
  const state = messages.findLast((message) => message.state?.stream.stream_descriptor.name === stream)?.state;
  if (state === undefined) throw new Error(`${stream} has no state.`);
  return state;
}

/** The same state, hundreds of years later. The fields about its config stay. */
function futureState(payload: StatePayload, cursor: string): object {
  const later = (value: unknown) => String(value).replace(/^\d{4}/, FUTURE_YEAR);
  const { type, stream } = withoutHost(payload);
  const { [cursor]: time, deep_read_at, ...others } = stream.stream_state;
  const deep = deep_read_at === undefined ? {} : { deep_read_at: later(deep_read_at) };
  return { type, stream: { ...stream, stream_state: { [cursor]: later(time), ...deep, ...others } } };
}

/** The emulator's port changes each time. A state without a host can be used with every host. */
function withoutHost(payload: StatePayload): StatePayload {
  const { stream } = payload;
  const { made_with, ...others } = stream.stream_state;
  if (made_with === undefined) return payload;
  const { host: _, ...rest } = Object(made_with);
  return { ...payload, stream: { ...stream, stream_state: { ...others, made_with: rest } } };
}

async function writeJson(path: URL, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
