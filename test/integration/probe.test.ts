import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withoutProxies } from '../../demo/environment.ts';
import { type Behaviour, DEFAULT_BEHAVIOUR } from '../../emulator/behaviour.ts';
import { DEFAULT_NOW } from '../../emulator/data/index.ts';
import type { Difference } from '../../emulator/differences.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { PRODUCTS, type Product } from '../../emulator/products.ts';
import { serve } from '../helpers/http-server.ts';
import { type ProbeDocument, QUIET, runProbeHere } from '../helpers/probe.ts';
import { expectSentence } from '../helpers/refusal.ts';
import { EXECUTABLE } from '../helpers/run.ts';

const NOW = DEFAULT_NOW;
/** Some days after the clocks of New York have changed. */
const AUTUMN = Date.UTC(2026, 10, 12, 15);
const SECRET_KEY = '5e1f-SECRET-77aa-d00d.us';
const MOST_REQUESTS = 60;
const DAY_MS = 86_400_000;
const WIDTH = 80;

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ scale: QUIET, integrationKey: SECRET_KEY, gzip: true });
});
beforeEach(() => {
  emulator.faults.clear();
  emulator.requests.clear();
  Object.assign(emulator.behaviour, DEFAULT_BEHAVIOUR, { gzip: true });
});
afterAll(() => emulator.close());

function configOf({ url }: Pick<Emulator, 'url'>) {
  return { integration_key: SECRET_KEY, start_date: '2026-06-01', base_url: url, segment_ids: '*', report_ids: '*' };
}

async function probe(
  server: Pick<Emulator, 'url'> = emulator,
  now = NOW,
): Promise<ProbeDocument & { exitCode: number }> {
  const { exitCode, stdout } = await runProbeHere(configOf(server), () => now, '--json');
  return { exitCode, ...JSON.parse(stdout) };
}

function idsWith({ beliefs }: ProbeDocument, verdict: string, group?: string): string[] {
  return beliefs
    .filter((belief) => belief.verdict === verdict && (group ?? belief.group) === belief.group)
    .map(({ id }) => id);
}

describe('With a Pendo that is as assumed', () => {
  test('every belief agrees, after fewer than 60 requests.', async () => {
    const report = await probe();
    expect(report.beliefs.filter(({ verdict }) => verdict !== 'agrees')).toEqual([]);
    expect(report.counts).toEqual({ agrees: report.beliefs.length, differs: 0, unknown: 0 });
    expect(report.beliefs.length).toBeGreaterThan(100);
    expect({ exitCode: report.exitCode, isGood: report.is_good }).toEqual({ exitCode: 0, isGood: true });
    expect(report.requests).toBe(emulator.requests.count());
    expect(report.requests).toBeLessThan(MOST_REQUESTS);
    expect(report.advice).toContain('Nothing differs that a sync stands on.');
  });

  test('each aggregation has a limit.', async () => {
    await probe();
    const pipelines = emulator.requests
      .all()
      .filter(({ path }) => path.endsWith('/aggregation'))
      .map(({ body }) => JSON.stringify(body));
    expect(pipelines.length).toBeGreaterThan(30);
    expect(pipelines.filter((pipeline) => !pipeline.includes('{"limit":'))).toEqual([]);
  });

  test('the report fits into 80 columns, and stderr shows the progress.', async () => {
    const { stdout, stderr, exitCode } = await runProbeHere(configOf(emulator), () => NOW);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').filter((line) => line.length > WIDTH)).toEqual([]);
    expect(stdout).toMatch(/\n\d+ agree, 0 differ, 0 unknown, after \d\d requests\.\n$/);
    expect(stderr).toMatch(/^1 of at most 60: the check of the key\n2 of at most 60: /);
  });
});

test('The executable prints only the report on stdout, and its progress on stderr.', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-test-'));
  const path = join(folder, 'config.json');
  await writeFile(path, JSON.stringify(configOf(emulator)));
  const run = promisify(execFile)(EXECUTABLE, ['probe', '--config', path, '--json'], {
    env: withoutProxies(process.env),
  });
  const { stdout, stderr } = await run.finally(() => rm(folder, { recursive: true, force: true }));
  expect(JSON.parse(stdout)).toMatchObject({ is_good: true, counts: { differs: 0, unknown: 0 } });
  expect(stderr).toMatch(/^(?:\d+ of at most 60: [^\n]+\n)+$/);
});

describe('In the autumn', () => {
  async function probeIn(timeZone: string, odd: Partial<Behaviour> = {}) {
    const scale = { ...QUIET, timeZone };
    const there = await startEmulator({ scale, now: AUTUMN, integrationKey: SECRET_KEY, gzip: true, ...odd });
    try {
      return await probe(there, AUTUMN);
    } finally {
      await there.close();
    }
  }
  const seenOf = ({ beliefs }: ProbeDocument) => beliefs.find(({ id }) => id === 'daylight-saving')?.seen;

  test.each([
    ['America/New_York', '25 hours by date(); 4 of 4 buckets'],
    ['Europe/Berlin', '25 hours by date(); 4 of 4 buckets'],
    ['Australia/Sydney', '23 hours by date(); 4 of 4 buckets'],
  ])('events in %s have days that follow the change of the clocks.', async (timeZone, words) => {
    const report = await probeIn(timeZone);
    expect(idsWith(report, 'differs')).toEqual([]);
    expect(seenOf(report)).toContain(words);
  });

  test('a time zone without such changes cannot be judged.', async () => {
    const report = await probeIn('UTC');
    expect([idsWith(report, 'differs'), idsWith(report, 'unknown', 'Time')]).toEqual([[], ['daylight-saving']]);
  });

  test('days that do not follow the change of the clocks are found.', async () => {
    const report = await probeIn('America/New_York', { changeDayIsCut: true });
    expect(idsWith(report, 'differs')).toEqual(EXPECTED.changeDayIsCut.differs);
    expect(report.exitCode).toBe(1);
  });
});

/** Which beliefs differ, or can no longer be judged, when the emulator differs. `fields` stands for all about fields. */
interface Expected {
  readonly differs: readonly string[];
  readonly unknown?: readonly string[];
}

const EVENTS_WITH_ADDRESS = ['events', 'page-events', 'feature-events', 'track-events', 'guide-events', 'poll-events'];

const EXPECTED: Readonly<Record<Difference, Expected>> = {
  allAppsIsDefaultApp: { differs: ['all-apps'], unknown: ['default-app'] },
  changeDayIsCut: { differs: ['daylight-saving'] },
  countIsOfRows: { differs: ['count-of-a-field'] },
  dateIsUtc: { differs: ['date-zone'], unknown: ['daylight-saving'] },
  daysBeginAtHalfHours: { differs: ['bucket-starts', 'date-zone'] },
  deletedObjectsHaveNoEvents: { differs: [], unknown: ['deleted-objects'] },
  detailsAreElsewhere: { differs: ['details'] },
  dottedNamesStayFlat: { differs: ['nested-names'] },
  escapesAreRefused: { differs: ['filter-escapes'] },
  groupsHaveNoItems: { differs: ['groups'] },
  // All anonymous visitors have a time of change.
  identifiedFalseIsAnonymous: {
    differs: ['identified-false', 'identified-unset'],
    unknown: ['rows-without-a-field', 'null-in-sort'],
  },
  identifiedUnsetIsTrue: { differs: ['identified-unset'] },
  keyEndpointIsMissing: { differs: ['key-endpoint'], unknown: ['token-verify'] },
  lacksIsNull: { differs: ['functions'], unknown: ['rows-without-a-field', 'null-in-sort'] },
  lastIsExcluded: { differs: ['time-series-ends', 'time-series-instant'], unknown: ['all-apps'] },
  longList: { differs: ['list-sizes'] },
  metadataHasNewKeys: { differs: ['metadata-schema'] },
  minutesNeverExceed: { differs: ['minutes'] },
  noAppIsAllApps: { differs: ['default-app'] },
  noDateHeader: { differs: ['date-header'] },
  nullIsZero: { differs: ['mixed-types', 'rows-without-a-field'] },
  nullNeverEquals: { differs: ['null-equals-null'] },
  nullSortsLast: { differs: ['null-in-sort'] },
  objectsComeTwice: { differs: ['object-ids'] },
  // Every aggregation is refused, so nothing but the lists can be judged.
  readingNeedsWriteAccess: { differs: ['key-rights'] },
  rowsComeTwice: { differs: ['rows-that-repeat'] },
  // What `select` gives has no other fields.
  rowsHaveNewField: { differs: ['fields'] },
  // The key is narrower without it.
  rowsLackAddress: { differs: ['rows-that-repeat', ...EVENTS_WITH_ADDRESS.map((name) => `fields-${name}`)] },
  sameEndsAreEmpty: { differs: ['time-series-instant'], unknown: ['all-apps'] },
  sortIgnoresCase: { differs: ['paging-order', 'id-order'] },
  startTimeIsNow: { differs: ['answer-start-time'] },
  textsIgnoreCase: { differs: ['id-order'] },
  timeSeriesIsExact: { differs: ['time-series-rounding', 'time-series-instant'], unknown: ['all-apps'] },
  tokenBodyIsOther: { differs: ['token-verify'] },
  typesAreMixed: { differs: ['mixed-types'] },
  unknownSourceIsEmpty: { differs: ['unknown-source'] },
  validThroughIsExact: { differs: ['valid-through'] },
  visitorsComeTwice: { differs: ['paging-order', 'unique-visitors'] },
};

/** The older switches that a belief is about. */
const MORE_SWITCHES: readonly (readonly [name: string, change: Partial<Behaviour>, expected: Expected])[] = [
  ['badKeyStatus', { badKeyStatus: 401 }, { differs: ['bad-key'] }],
  ['limitCap', { limitCap: 30 }, { differs: ['limit'], unknown: ['deleted-objects'] }],
  ['hourRangeNeedsIds', { hourRangeNeedsIds: true }, { differs: ['hour-range-ids'] }],
  ['pollAnswerField', { pollAnswerField: 'pollResponse' }, { differs: ['poll-answer'] }],
  ['itemListForm results', { itemListForm: 'results' }, { differs: ['item-lists'] }],
  ['itemListForm groups', { itemListForm: 'groups' }, { differs: ['item-lists'] }],
  ['gzip', { gzip: false }, { differs: ['gzip'] }],
  ['unstableOrder', { unstableOrder: true }, { differs: [] }],
];

const SWITCHES = [
  ...Object.keys(EXPECTED).map((name) => [name, { [name]: true }, EXPECTED[name as Difference]] as const),
  ...MORE_SWITCHES,
];

/** Without those of a group of which the expectation names the group. */
function differing(report: ProbeDocument, { differs }: Expected): string[] {
  const ids = idsWith(report, 'differs');
  if (differs.includes('key-rights'))
    return ids.filter((id) => !idsWith(report, 'differs', 'Sources and endpoints').includes(id));
  if (!differs.includes('fields')) return ids;
  const judged = report.beliefs.filter(({ group, id }) => group === 'Fields' && id !== 'fields-segment-members');
  const others = ids.filter((id) => !judged.some((belief) => belief.id === id));
  return judged.every(({ verdict }) => verdict === 'differs') ? ['fields', ...others] : ids;
}

describe('A Pendo that differs', () => {
  // A test above covers that one, because it can be seen only in the autumn.
  const now = SWITCHES.filter(([name]) => name !== 'changeDayIsCut');
  test.each(now)('by %s is found, with what it means for a sync.', async (_name, change, expected) => {
    Object.assign(emulator.behaviour, change);
    const report = await probe();
    expect(differing(report, expected)).toEqual(expected.differs);
    if (!expected.differs.includes('key-rights')) expect(idsWith(report, 'unknown')).toEqual(expected.unknown ?? []);
    const harmful = report.beliefs.filter((belief) => belief.is_essential && belief.verdict === 'differs');
    expect(report.is_good).toBe(harmful.length === 0);
    expect(report.exitCode).toBe(report.is_good ? 0 : 1);
    expect(report.beliefs.filter(({ if_wrong }) => !/\.$/.test(if_wrong))).toEqual([]);
    expect(emulator.requests.count()).toBeLessThanOrEqual(MOST_REQUESTS);
  });

  test('every belief, except those about endpoints and fields, differs or becomes unknown with one of these switches.', async () => {
    const { beliefs } = await probe();
    const found = SWITCHES.flatMap(([, , { differs, unknown = [] }]) => [...differs, ...unknown]);
    const others = beliefs.filter(({ group }) => group !== 'Sources and endpoints' && group !== 'Fields');
    expect(others.map(({ id }) => id).filter((id) => !found.includes(id))).toEqual([]);
  });

  const LACKED: Readonly<Record<Product, readonly string[]>> = {
    areas: ['product-areas', 'guide-categories'],
    bulkDeletions: ['bulk-deletions'],
    doNotProcess: ['do-not-process-visitors', 'do-not-process-accounts'],
    email: ['email-events'],
    excludeList: ['exclude-list', 'servers'],
    feedback: ['feedback', 'ideas', 'feedback-votes'],
    guideVersions: ['guide-versions'],
    recordings: ['recordings'],
    reports: ['reports'],
    seenStates: ['guides-seen', 'polls-seen'],
    segments: ['segments'],
    singleEvents: ['single-events'],
  };

  test.each(PRODUCTS)('by lacking %s gets the advice which streams to leave out.', async (product) => {
    emulator.behaviour.lackingProducts = [product];
    const report = await probe();
    expect(idsWith(report, 'differs')).toEqual(LACKED[product]);
    expect({ exitCode: report.exitCode, isGood: report.is_good }).toEqual({ exitCode: 0, isGood: true });
    const [advice = ''] = report.advice.filter((words) =>
      words.startsWith('Leave out, because Pendo refuses them here: '),
    );
    for (const stream of LACKED[product]) expect(advice).toContain(stream.replaceAll('-', '_'));
  });

  test.each([
    ['accounts', { source: 'accounts' }, 'accounts'],
    ['page_events', { source: 'pageEvents' }, 'page-events'],
    ['guide_events', { source: 'guideEvents' }, 'guide-events'],
    ['pages', { path: '/page' }, 'pages'],
    ['metadata_visitors', { path: '/metadata/schema/visitor' }, 'metadata-visitors'],
  ] as const)('by refusing %s fails the probe, because a sync would fail.', async (stream, match, id) => {
    emulator.faults.add({ match, status: 422 });
    const report = await probe();
    expect(idsWith(report, 'differs', 'Sources and endpoints')).toEqual([id]);
    expect(report.beliefs.find((belief) => belief.id === id)?.if_wrong).toContain(`These fail: ${stream}`);
    expect({ exitCode: report.exitCode, isGood: report.is_good }).toEqual({ exitCode: 1, isGood: false });
  });

  test('by its size gets the advice what would be slow.', async () => {
    const days = [5, 4, 3, 2].map((back) => Math.floor(NOW / DAY_MS - back) * DAY_MS);
    const rows = days.map((day) => ({ day, appId: -323232, rows: 300_000, visitors: 5000 }));
    const body = JSON.stringify({ startTime: days[0], results: rows });
    emulator.faults.add({ match: { source: 'events', body: /"visitors":\{"count":"visitorId"\}/ }, body });
    const { advice, sizes } = await probe();
    expect(sizes).toContain('Rows of events on a day: 300,000');
    expect(advice).toContain('The first sync of events reads at most 4,500,000 rows, over 15 days from start_date.');
    expect(advice).toContain('Prefer the period day: the period hour gives about twice as many rows.');
    expect(advice).toContain('Set advanced.window_days to 7 or less: a day has many rows.');
    expect(advice).toContain(
      'Slow: visitor_history sends up to 900,000 requests in its first sync and up to 50,000 once a day. Leave it out unless you need it.',
    );
  });

  test('by the order of its ids gets a text report that says what a sync would lose.', async () => {
    emulator.behaviour.sortIgnoresCase = true;
    const { stdout, exitCode } = await runProbeHere(configOf(emulator), () => NOW);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('DIFFERS  paging-order');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'HARMFUL: Visitors and accounts are missing after each page: a sync asks for the ids after the last one it got.',
    );
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Do not rely on a sync before this is looked at: paging-order.');
  });
});

describe('A Pendo with faults', () => {
  test('is asked at most 60 times.', async () => {
    emulator.faults.add({ match: { source: 'events' }, status: 503 });
    emulator.faults.add({ match: { source: 'visitors' }, status: 503 });
    emulator.faults.add({ match: { path: '/page' }, status: 500 });
    const report = await probe();
    expect(emulator.requests.count()).toBeLessThanOrEqual(MOST_REQUESTS);
    expect(idsWith(report, 'differs')).not.toContain('paging-order');
    expect(idsWith(report, 'unknown')).toContain('paging-order');
  });

  test('that fails once or answers 429 is asked again.', async () => {
    emulator.faults.add({ match: { source: 'guideEvents', nth: 1 }, status: 503 });
    emulator.faults.add({ match: { source: 'pollEvents', nth: 1 }, reset: true });
    emulator.faults.add({ match: { source: 'apps', nth: 1 }, status: 429 });
    const report = await probe();
    expect(idsWith(report, 'unknown').length).toBeLessThanOrEqual(4);
    expect(idsWith(report, 'differs')).toEqual([]);
  });

  const broken: readonly (readonly [name: string, status: number, body: string, words: string])[] = [
    ['404', 404, 'not found', "What answers is not Pendo's API (HTTP 404 with text)"],
    ['500', 500, '', 'Pendo answered none of the first questions (HTTP 500 with nothing); try again'],
    ['HTML', 200, '<html><body>Sign in</body></html>', "What answers is not Pendo's API (HTTP 200"],
    ['403', 403, 'forbidden', 'Pendo refused the integration key (HTTP 403)'],
    ['400', 400, 'bad request', 'the key is probably of another region'],
    ['redirects', 302, '', 'Pendo answered none of the first questions (HTTP 302'],
  ];
  test.each(broken)(
    'that only answers with %s makes probe fail with one sentence.',
    async (_name, status, body, words) => {
      const server = await serve((_request, response) => response.writeHead(status).end(body));
      const run = await runProbeHere(configOf(server), () => NOW);
      const json = await runProbeHere(configOf(server), () => NOW, '--json');
      await server.close();
      expect({ exitCode: run.exitCode, stdout: run.stdout }).toEqual({ exitCode: 1, stdout: '' });
      const sentence = run.stderr.trimEnd().split('\n').at(-1) ?? '';
      expectSentence(sentence);
      expect(sentence).toContain(words);
      expect(json.exitCode).toBe(1);
      expect(JSON.parse(json.stdout)).toEqual({ is_good: false, error: sentence });
      expect(run.stderr + json.stdout + json.stderr).not.toMatch(/SECRET|127\.0\.0\.1/);
    },
  );

  test('on which nothing listens makes probe fail with one sentence.', async () => {
    const server = await serve(() => {});
    await server.close();
    const { exitCode, stderr } = await runProbeHere(configOf(server), () => NOW);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('(no answer came (ECONNREFUSED))');
    expect(stderr).not.toMatch(/SECRET|127\.0\.0\.1/);
  });

  test('with an invalid config is never asked, and the error names the property.', async () => {
    const { exitCode, stdout, stderr } = await runProbeHere({ integration_key: SECRET_KEY }, () => NOW);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('start_date');
    expect(stderr).not.toContain('SECRET');
  });
});
