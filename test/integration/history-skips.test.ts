import { afterEach, expect, test } from 'vitest';
import { activityRows, activityWindow, asksForActivity } from '../helpers/fake-activity.ts';
import { type FakeAnswer, type FakePendo, type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { type ReadHereResult, readHere } from '../helpers/read-here.ts';
import { lastStates, recordsOf } from '../helpers/run.ts';

const STREAM = 'visitor_history';
const DAY_MS = 86_400_000;
const NOT_KNOWN = { status: 404, body: 'no such visitor' };
/** Fails the stream at once. */
const BROKEN = { status: 402, body: 'no' };
const KEY_REFUSED = { status: 401, body: 'no' };

const pendos: FakePendo[] = [];

afterEach(async () => {
  await Promise.all(pendos.splice(0).map((pendo) => pendo.close()));
});

/**
 * A request for one visitor's day, or for the visitors of several days of which `day` is the oldest. Days are counted
 * from the first one, which is 0.
 */
type Asked = { readonly day: number; readonly visitor?: string };

interface World {
  readonly days: number;
  readonly visitors: readonly string[];
  /** Another answer of Pendo; it may change between the syncs. */
  instead: (asked: Asked) => FakeAnswer | undefined;
  isKeyRefused?: boolean;
}

/** A Pendo in which each visitor does one thing each day. */
async function start(world: World) {
  const first = Math.floor(Date.now() / DAY_MS) * DAY_MS - (world.days - 1) * DAY_MS;
  const pairs = Array.from({ length: world.days }, (_, day) =>
    world.visitors.map((visitorId) => ({ visitorId, day: first + day * DAY_MS })),
  ).flat();
  const pendo = await fakePendo((request) => {
    if (request.path.endsWith('token/verify')) return world.isKeyRefused === true ? KEY_REFUSED : undefined;
    const asked = parse(request, first);
    if (asked === undefined) return undefined;
    const usual =
      asked.visitor === undefined ? activityRows(request, pairs) : [{ type: 'x', ts: first + asked.day * DAY_MS }];
    return world.instead(asked) ?? usual;
  });
  pendos.push(pendo);
  // Reading begins before the start date, since the day begins earlier somewhere.
  const config = { ...pendo.config, start_date: new Date(first + DAY_MS).toISOString().slice(0, 10) };
  return { first, sync: (state?: unknown) => readHere(STREAM, { config, ...(state === undefined ? {} : { state }) }) };
}

function parse(request: FakeRequest, first: number): Asked | undefined {
  const dayOf = (ms: number) => Math.ceil((ms - first) / DAY_MS);
  const [, visitor] = /visitor\/([^/]+)\/history$/.exec(request.path) ?? [];
  if (visitor !== undefined) return { day: dayOf(Number(request.query.starttime)), visitor };
  return asksForActivity(request) ? { day: dayOf(activityWindow(request).from) } : undefined;
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `v${String(index).padStart(3, '0')}`);
}

/** The number of visitors and days of which these syncs have records. */
function brought(...syncs: readonly ReadHereResult[]): number {
  const records = syncs.flatMap(({ messages }) => recordsOf(messages, STREAM));
  return new Set(records.map(({ visitor_id, ts }) => `${visitor_id} ${ts}`)).size;
}

test('When Pendo refused too many visitors of a day and the sync then failed on older days, the next sync reads that day again.', async () => {
  const refuse = ({ day, visitor = '' }: Asked) => (day === 5 && visitor >= 'v010' ? NOT_KNOWN : undefined);
  const world: World = {
    days: 6,
    visitors: names(40),
    instead: (asked) => (asked.day < 3 && asked.visitor === undefined ? BROKEN : refuse(asked)),
  };
  const { sync } = await start(world);
  const broken = await sync();
  expect(broken.exitCode).toBe(1);
  expect(brought(broken)).toBe(3 * 40 - 30);
  world.instead = () => undefined;
  const next = await sync(lastStates(broken.messages));
  expect(next.exitCode).toBe(0);
  expect(brought(broken, next)).toBe(6 * 40);
});

test('When Pendo refused too many visitors and the sync then failed on the same day, the next sync requests them again.', async () => {
  const world: World = {
    days: 2,
    visitors: names(400),
    instead({ day, visitor = '' }) {
      if (day === 1 && visitor < 'v150') return NOT_KNOWN;
      world.isKeyRefused = visitor >= 'v200';
      return world.isKeyRefused ? KEY_REFUSED : undefined;
    },
  };
  const { sync } = await start(world);
  const broken = await sync();
  expect(broken.exitCode).toBe(1);
  expect(brought(broken)).toBe(50);
  world.instead = () => undefined;
  world.isKeyRefused = false;
  const next = await sync(lastStates(broken.messages));
  expect(next.exitCode).toBe(0);
  expect(brought(broken, next)).toBe(2 * 400);
});

test('When Pendo refused only a small part of all days, the sync completes, and a warning says how much is missing.', async () => {
  const world: World = {
    days: 12,
    visitors: names(40),
    instead: ({ day, visitor = '' }) => (day === 11 && visitor >= 'v010' ? NOT_KNOWN : undefined),
  };
  const { first, sync } = await start(world);
  const whole = await sync();
  expect(whole.exitCode).toBe(0);
  expect(whole.warnings.join()).toContain('skipped 30 of 480 pairs of a visitor and a day');
  const [state] = lastStates(whole.messages) as { stream: { stream_state: { modified_ts: string } } }[];
  expect(Date.parse(state?.stream.stream_state.modified_ts ?? '')).toBeGreaterThan(first + 11 * DAY_MS);
});
