import { onTestFinished } from 'vitest';
import { toAirbyteStream } from '../../src/streams/catalog.ts';
import { STREAMS } from '../../src/streams/index.ts';
import { type FakeAnswer, type FakePendo, type FakeRequest, fakePendo } from './fake-pendo.ts';
import { inThisProcess } from './in-this-process.ts';
import { configuredCatalog, type Run, read } from './run.ts';

/** Starts a fake Pendo that is closed at the end of the test. */
export async function startFakePendo(answer: (request: FakeRequest) => FakeAnswer | undefined): Promise<FakePendo> {
  const pendo = await fakePendo(answer);
  onTestFinished(() => pendo.close());
  return pendo;
}

/** Reads one stream in this process. `changes` are properties of the config, `state` is that of the stream. */
export async function readStream(name: string, pendo: FakePendo, changes: object = {}, state?: object): Promise<Run> {
  const config = { ...pendo.config, ...changes };
  const period = 'period' in changes ? 'hour' : 'day';
  const streams = STREAMS.filter((stream) => stream.name === name).map((stream) => toAirbyteStream(stream, period));
  const catalog = configuredCatalog({ streams } as unknown as Parameters<typeof configuredCatalog>[0]);
  const states = state === undefined ? {} : { state: [stateMessage(name, state)] };
  return read(config, catalog, { ...states, by: inThisProcess });
}

function stateMessage(name: string, state: object): object {
  return { type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: state } };
}
