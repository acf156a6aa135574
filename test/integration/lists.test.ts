import { afterEach, expect, test } from 'vitest';
import { type FakePendo, fakePendo } from '../helpers/fake-pendo.ts';
import { readHere } from '../helpers/read-here.ts';
import { lastStates, recordsOf } from '../helpers/run.ts';

const pendos: FakePendo[] = [];

afterEach(async () => {
  await Promise.all(pendos.splice(0).map((pendo) => pendo.close()));
});

const LONG_AGO = Date.UTC(2026, 5, 1);
const OLD = { id: 'old', name: 'Home', lastUpdatedAt: LONG_AGO, dirty: true, group: { name: 'Onboarding' } };
const NEW = { id: 'new', name: 'Start', lastUpdatedAt: Date.now() - 60_000 };

const CHANGES: readonly (readonly [path: string, stream: string, change: object])[] = [
  ...(['page', 'feature', 'tracktype', 'guide'] as const).flatMap((path) => {
    const stream = { page: 'pages', feature: 'features', tracktype: 'track_types', guide: 'guides' }[path];
    const changes = [
      { name: 'Start' },
      { group: { name: 'First steps' } },
      { dirty: false },
      { validThrough: Date.now() },
    ];
    return changes.map((change) => [path, stream, change] as const);
  }),
  ['guide', 'guides', { steps: [{ id: 's' }] }],
];

test.each(CHANGES)(
  'What changes in a %s without its time of change comes with the next sync of %s: %j.',
  async (path, stream, change) => {
    let old: object = OLD;
    const pendo = await fakePendo((request) => (request.path.endsWith(`/${path}`) ? [old, NEW] : []));
    pendos.push(pendo);
    const first = await readHere(stream, { config: pendo.config });
    old = { ...OLD, ...change };
    const second = await readHere(stream, { config: pendo.config, state: lastStates(first.messages) });
    const whole = await readHere(stream, { config: pendo.config });
    expect(recordsOf(second.messages, stream)).toHaveLength(2);
    expect(recordsOf(second.messages, stream)).toEqual(recordsOf(whole.messages, stream));
    expect(recordsOf(second.messages, stream)).not.toEqual(recordsOf(first.messages, stream));
  },
);
