import { expect, test } from 'vitest';
import { type FakeAnswer, type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { type ProbeDocument, runProbeHere } from '../helpers/probe.ts';

const NOW = Date.UTC(2026, 5, 16, 12);
const KNOWN = Array.from({ length: 3000 }, (_, at) => `v${10_000 + 2 * at}`);
const ANONYMOUS = 1000;

async function probe(answer: (request: FakeRequest) => FakeAnswer | undefined): Promise<ProbeDocument> {
  const pendo = await fakePendo(answer);
  const { stdout } = await runProbeHere(pendo.config, () => NOW, '--json');
  await pendo.close();
  return JSON.parse(stdout);
}

function verdictOf({ beliefs }: ProbeDocument, wanted: string): string | undefined {
  return beliefs.find(({ id }) => id === wanted)?.verdict;
}

/** A Pendo to which a visitor is added with each request, between those that are there. */
function growing(known: readonly string[], anonymous = ANONYMOUS): (request: FakeRequest) => FakeAnswer | undefined {
  const ids = [...known];
  return ({ source, pipeline, filter }) => {
    if (source !== 'visitors') return undefined;
    ids.push(`v${13_001 + 14 * (ids.length - known.length)}`);
    ids.sort();
    const [, after] = /visitorId > "(.*)"/.exec(filter) ?? [];
    if (pipeline.some((step) => 'sort' in step && String(step.sort) === 'visitorId')) {
      const limit = Number(pipeline.find((step) => 'limit' in step)?.limit);
      return ids
        .filter((id) => after === undefined || id > after)
        .slice(0, limit)
        .map((visitorId) => ({ visitorId }));
    }
    if (!pipeline.some((step) => 'count' in step)) return undefined;
    const isIdentified = JSON.stringify(pipeline[0]).includes('"identified":true');
    const timeless = filter.startsWith('isNull') ? ids.length - 2500 : 0;
    const timed = filter.includes('>= 0') ? 2500 : 0;
    return [{ count: timeless || timed || ids.length - (isIdentified ? anonymous : 0) }];
  };
}

test('Visitors that are added while probe asks are not reported as a difference.', async () => {
  const report = await probe(growing(KNOWN));
  const ids = ['paging-order', 'limit', 'identified-false', 'identified-unset', 'rows-without-a-field'];
  expect(ids.map((id) => [id, verdictOf(report, id)])).toEqual(ids.map((id) => [id, 'agrees']));
});

test('When all visitors are identified, one who is added between two counts is not reported as missing.', async () => {
  const report = await probe(growing(KNOWN, 0));
  expect(verdictOf(report, 'identified-false')).toBe('unknown');
  expect(verdictOf(report, 'identified-unset')).toBe('unknown');
});

test.each([429, 503, 500])(
  'A list that answers %i is not reported as refused, because that may pass.',
  async (status) => {
    const report = await probe(({ path }) => (path.endsWith('/page') ? { status, body: '' } : undefined));
    expect(verdictOf(report, 'pages')).toBe('unknown');
    expect(report.is_good).toBe(true);
    expect(report.advice.join(' ')).not.toContain('refuses');
  },
);

test('The report counts only streams that it asked about as readable.', async () => {
  const report = await probe(() => undefined);
  const readable = report.beliefs
    .filter(({ group, verdict }) => group === 'Sources and endpoints' && verdict === 'agrees')
    .flatMap((belief) => belief.assumes.match(/`/g) ?? []).length;
  expect(report.advice).toContain(
    `Select what you need: ${readable / 2} of the streams that were asked about can be read.`,
  );
});
