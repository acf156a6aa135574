import { describe, expect, test } from 'vitest';
import { toAirbyteStream } from '../../src/streams/catalog.ts';
import { STREAMS } from '../../src/streams/index.ts';
import { FAKE_KEY, type FakeAnswer, type FakeRequest } from '../helpers/fake-pendo.ts';
import { readStream, startFakePendo } from '../helpers/read-fake-pendo.ts';
import { configuredCatalog, discover, read, recordsOf } from '../helpers/run.ts';

test('Numbers in the metadata schema keep every digit.', async () => {
  const text =
    '{"custom":{"big":{"Type":"integer","sample":12345678901234567890,"odd":0.1000000000000000055511151231257827}}}';
  const pendo = await startFakePendo(({ path }) => (path.endsWith('/visitor') ? { text } : []));
  const run = await readStream('metadata_visitors', pendo);
  const line = run.lines.find((record) => record.includes('"RECORD"')) ?? '';
  expect(line).toContain('"12345678901234567890"');
  expect(line).toContain('0.1000000000000000055511151231257827');
});

test.each(['null', ' null\n', '[]'])('A list that Pendo answers with %j is empty.', async (text) => {
  const pendo = await startFakePendo(() => ({ text }));
  for (const name of ['pages', 'features', 'guides', 'track_types']) {
    const run = await readStream(name, pendo);
    expect([run.exitCode, recordsOf(run.messages, name)]).toEqual([0, []]);
  }
});

test.each([[['en-US']], [{ 'en-US': 'published' }], ['text'], [null]])(
  'The translation states %j of a guide are not changed.',
  async (translationStates) => {
    const pendo = await startFakePendo(({ path }) => (path.endsWith('/guide') ? [{ id: 'g', translationStates }] : []));
    const [guide] = recordsOf((await readStream('guides', pendo)).messages, 'guides');
    expect([guide?.translation_states, guide?.additional_fields]).toEqual([translationStates, null]);
  },
);

describe('A server that repeats the key in its answers', () => {
  const echo = ({ path, key }: FakeRequest): FakeAnswer | undefined =>
    path.endsWith('/verify') || path.includes('/metadata/') || path.endsWith('/page')
      ? { status: 402, body: `You sent ${key}` }
      : [];

  test('does not make discover and read print it.', async () => {
    const pendo = await startFakePendo(echo);
    const runs = [await discover(pendo.config), await readStream('pages', pendo)];
    for (const run of runs) {
      const printed = run.lines.join('\n') + run.stderr;
      expect(printed).toContain('You sent ****');
      expect(printed).not.toContain(FAKE_KEY);
    }
  });

  test('does not make the error of a stream show it.', async () => {
    const pendo = await startFakePendo((request) => (request.path.endsWith('/verify') ? [] : echo(request)));
    const run = await readStream('pages', pendo);
    expect(run.lines.join('\n')).toContain('You sent ****');
    expect(run.lines.join('\n')).not.toContain(FAKE_KEY);
  });
});

test('A row of 60 MB of small objects fails its stream with one sentence; the other streams are complete.', async () => {
  const text = `[{"id":"a"},{"id":"large","steps":[${'{},'.repeat(20e6)}{}]}]`;
  const pendo = await startFakePendo(({ path }) => {
    if (path.endsWith('/guide')) return { text };
    return path.endsWith('/page') ? [{ id: 'p' }] : [];
  });
  const wanted = STREAMS.filter(({ name }) => ['guides', 'pages'].includes(name));
  const streams = wanted.map((stream) => toAirbyteStream(stream, 'day'));
  const run = await read(
    pendo.config,
    configuredCatalog({ streams } as unknown as Parameters<typeof configuredCatalog>[0]),
  );
  expect(run.exitCode).toBe(1);
  expect(recordsOf(run.messages, 'pages')).toHaveLength(1);
  const [error] = run.messages.flatMap(({ trace }) => (trace?.error === undefined ? [] : [trace.error]));
  expect(error?.message).toMatch(
    /^guides: Pendo sent a single row of more than 2 million values, .* deselect the stream/,
  );
  expect(pendo.asked.filter(({ path }) => path.endsWith('/guide'))).toHaveLength(1);
});
