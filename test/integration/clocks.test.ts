import { afterEach, describe, expect, test } from 'vitest';
import type { AirbyteMessage } from '../helpers/airbyte/messages.ts';
import { type FakePendo, type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { readHere } from '../helpers/read-here.ts';
import { lastStates } from '../helpers/run.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A header has whole seconds, and a run takes a moment. */
const SLACK_MS = 10_000;

const pendos: FakePendo[] = [];

afterEach(async () => {
  await Promise.all(pendos.splice(0).map((pendo) => pendo.close()));
});

type DateOf = (request: FakeRequest) => string | undefined;

const isVerify = ({ path }: FakeRequest) => path.endsWith('/token/verify');
const httpDate = (aheadMs = 0) => new Date(Date.now() + aheadMs).toUTCString();

/** A Pendo whose answers have these dates; the verification of the key gets `status`, an event came an hour ago. */
async function startPendo(dateOf: DateOf, status = 200): Promise<FakePendo> {
  const answer = (request: FakeRequest) => {
    if (isVerify(request)) return status === 200 ? [] : { status, body: '' };
    const [, from, to] = /browserTime >= (\d+) && browserTime < (\d+)/.exec(request.filter) ?? [];
    const browserTime = Date.now() - HOUR_MS;
    const isInside = browserTime >= Number(from) && browserTime < Number(to);
    return request.source === 'guideEvents' && isInside ? [{ visitorId: 'v', guideId: 'g', browserTime }] : [];
  };
  // An empty header is no date, just as none.
  const pendo = await fakePendo(answer, (request) => ({ date: dateOf(request) ?? '' }));
  pendos.push(pendo);
  return pendo;
}

interface Sync {
  readonly messages: readonly AirbyteMessage[];
  readonly warnings: readonly string[];
  readonly cursorMs: number;
}

/** Reads the guide events on a machine with this clock. */
async function sync(pendo: FakePendo, now: () => number, state: unknown = []): Promise<Sync> {
  const start_date = new Date(Date.now() - 4 * DAY_MS).toISOString().slice(0, 10);
  const { exitCode, messages, warnings } = await readHere('guide_events', {
    config: { ...pendo.config, start_date },
    state,
    now,
  });
  expect(exitCode).toBe(0);
  const [last] = lastStates(messages) as { stream: { stream_state: { browser_time: string } } }[];
  return { messages, warnings, cursorMs: Date.parse(last?.stream.stream_state.browser_time ?? '') };
}

function emittedAt(messages: readonly AirbyteMessage[]): number[] {
  return messages.flatMap(({ record, trace }) => record?.emitted_at ?? trace?.emitted_at ?? []);
}

describe('On a machine that is 6 hours fast, cursors and emitted_at follow the Date', () => {
  test.each<[string, DateOf, number]>([
    ['of every answer', () => httpDate(), 200],
    ['of a 404 for the key alone', (request) => (isVerify(request) ? httpDate() : undefined), 404],
    ['in the form of RFC 850', () => rfc850(), 200],
  ])('%s.', async (_name, dateOf, status) => {
    const { messages, cursorMs, warnings } = await sync(
      await startPendo(dateOf, status),
      () => Date.now() + 6 * HOUR_MS,
    );
    expect(cursorMs).toBeLessThanOrEqual(Date.now());
    expect(cursorMs).toBeGreaterThan(Date.now() - SLACK_MS);
    expect(messages.some(({ record }) => record !== undefined)).toBe(true);
    expect(Math.max(...emittedAt(messages))).toBeLessThanOrEqual(Date.now());
    expect(warnings).toEqual([expect.stringContaining("6 hours behind this machine's clock")]);
  });

  test.each([429, 500, 503])('of an answer of %i that is tried again.', async (status) => {
    let asked = 0;
    const pendo = await fakePendo(
      (request) => (isVerify(request) && asked === 1 ? { status, body: '' } : []),
      (request) => {
        asked += isVerify(request) ? 1 : 0;
        return { date: isVerify(request) && asked === 1 ? httpDate() : '' };
      },
    );
    pendos.push(pendo);
    const { cursorMs } = await sync(pendo, () => Date.now() + 6 * HOUR_MS);
    expect(asked).toBe(2);
    expect(cursorMs).toBeLessThanOrEqual(Date.now());
  });
});

function rfc850(): string {
  const [, day, month, year, time] = /, (\d\d) (\w{3}) \d\d(\d\d) (\S+)/.exec(httpDate()) ?? [];
  const weekday = new Date().toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
  return `${weekday}, ${day}-${month}-${year} ${time} GMT`;
}

test.each<[string, DateOf]>([
  ['the first answer', isVerifyDate(-5 * DAY_MS)],
  ['a later answer', (request) => httpDate(isVerify(request) ? 0 : -5 * DAY_MS)],
])('An old answer throws no cursor back: %s.', async (_name, dateOf) => {
  const { messages, cursorMs } = await sync(await startPendo(dateOf), Date.now);
  expect(cursorMs).toBeGreaterThan(Date.now() - SLACK_MS);
  expect(messages.some(({ record }) => record !== undefined)).toBe(true);
});

function isVerifyDate(aheadMs: number): DateOf {
  return (request) => httpDate(isVerify(request) ? aheadMs : 0);
}

test.each(['0', '1', '-1', '2026', 'yesterday', '2026-06-01T00:00:00Z', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
  'With the Date "%s" the machine has the only clock.',
  async (date) => {
    const { cursorMs, messages } = await sync(await startPendo(() => date), Date.now);
    expect(cursorMs).toBeGreaterThan(Date.now() - SLACK_MS);
    expect(Math.min(...emittedAt(messages))).toBeGreaterThan(Date.now() - SLACK_MS);
  },
);

test('A Date two years ahead moves neither cursor nor emitted_at.', async () => {
  const { cursorMs, messages, warnings } = await sync(await startPendo(() => httpDate(730 * DAY_MS)), Date.now);
  expect(cursorMs).toBeLessThanOrEqual(Date.now());
  expect(Math.max(...emittedAt(messages))).toBeLessThanOrEqual(Date.now());
  expect(warnings).toEqual([expect.stringContaining("730 days ahead of this machine's clock")]);
});

test('emitted_at neither goes back nor runs ahead of Pendo when the machine sets its clock in the middle of a sync.', async () => {
  let jumpMs = 6 * HOUR_MS;
  const pendo = await startPendo((request) => {
    if (request.source === 'guideEvents') jumpMs = jumpMs === 0 ? 9 * HOUR_MS : 0;
    return httpDate();
  });
  const times = emittedAt((await sync(pendo, () => Date.now() + jumpMs)).messages);
  expect(times).toEqual(times.toSorted((left, right) => left - right));
  expect(Math.max(...times)).toBeLessThanOrEqual(Date.now() + MINUTE_MS);
});

describe('A state whose times are ahead', () => {
  const at = (aheadMs: number) => new Date(Date.now() + aheadMs).toISOString();
  const stateOf = (stream_state: object) => [
    { type: 'STREAM', stream: { stream_descriptor: { name: 'guide_events' }, stream_state } },
  ];

  test('by years reads nothing, and a warning names the stream, the time and what to do.', async () => {
    const cursor = at(365 * DAY_MS);
    const pendo = await startPendo(() => httpDate());
    const { messages, warnings } = await sync(pendo, Date.now, stateOf({ browser_time: cursor }));
    expect(messages.some(({ record }) => record !== undefined)).toBe(false);
    expect(warnings).toHaveLength(1);
    for (const part of ['guide_events', 'browser_time', cursor, 'Reset this stream'])
      expect(warnings[0]).toContain(part);
  });

  test('by hours reads the newest day all the same.', async () => {
    const cursor = at(30 * HOUR_MS);
    const state = stateOf({ browser_time: cursor, deep_read_at: at(-HOUR_MS) });
    const { messages, cursorMs } = await sync(await startPendo(() => httpDate()), Date.now, state);
    expect(messages.filter(({ record }) => record !== undefined)).toHaveLength(1);
    expect(cursorMs).toBe(Date.parse(cursor));
  });

  test('by years in its deep reading alone reads deep at once.', async () => {
    const state = stateOf({ browser_time: at(0), deep_read_at: at(365 * DAY_MS) });
    const { warnings, messages } = await sync(await startPendo(() => httpDate()), Date.now, state);
    expect(warnings).toEqual([expect.stringContaining('"deep_read_at"')]);
    const [last] = lastStates(messages) as { stream: { stream_state: { deep_read_at: string } } }[];
    expect(Date.parse(last?.stream.stream_state.deep_read_at ?? '')).toBeLessThanOrEqual(Date.now());
  });
});
