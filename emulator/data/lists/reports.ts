import type { PendoRow } from '../../types.ts';
import { DEFAULT_APP_ID } from '../apps.ts';
import { user } from '../objects/user.ts';
import { versionFields } from '../objects/versions.ts';
import { HOUR_MS } from '../time-zone.ts';
import type { World } from '../world.ts';
import { lives } from './life.ts';

const REPORTS = { count: 7, everyDays: 6 };

interface Kind {
  readonly name: string;
  readonly target: string;
  readonly definition: PendoRow;
  readonly pipeline: readonly PendoRow[];
  readonly fields: readonly PendoRow[];
}

/**
 * Only reports that list visitors or accounts have results (evidence.md#report-results). The other reports are listed
 * too.
 */
const KINDS: readonly Kind[] = [
  {
    name: 'Visitors and their plan',
    target: 'visitor',
    definition: definitionOf('List', 'visitorList'),
    pipeline: [
      { source: { visitors: null } },
      { identified: 'visitorId' },
      { select: { visitorId: 'visitorId', plan: 'metadata.agent.plan', lastVisit: 'metadata.auto.lastvisit' } },
      { sort: ['visitorId'] },
      { limit: 500 },
    ],
    fields: [
      column('string', 'Visitor', 'visitorId'),
      column('string', 'Plan', 'plan'),
      column('time', 'Last visit', 'lastVisit'),
    ],
  },
  {
    name: 'Accounts "by" stage',
    target: 'account',
    definition: definitionOf('List', 'accountList'),
    pipeline: [
      { source: { accounts: null } },
      { select: { accountId: 'accountId', stage: 'metadata.salesforce.stage', amount: 'metadata.salesforce.amount' } },
      { sort: ['accountId'] },
    ],
    fields: [
      column('string', 'Account', 'accountId'),
      column('string', 'Stage', 'stage'),
      column('float', 'Amount', 'amount'),
    ],
  },
  { name: 'Way to the checkout', target: '', definition: definitionOf('Path', 'path'), pipeline: [], fields: [] },
  { name: 'Sign-up funnel', target: '', definition: definitionOf('Funnel', 'funnel'), pipeline: [], fields: [] },
];

/** `GET /report` (evidence.md#reports). */
export function* reportRows(world: World, now: number): Generator<PendoRow> {
  for (const { number, createdAt, editedAt } of lives(world, REPORTS, now)) {
    const kind = KINDS[number % KINDS.length] as Kind;
    const id = world.random('report', number).text(27);
    const lastRunAt = Math.max(createdAt, now - (now % (6 * HOUR_MS)));
    yield {
      id,
      name: `${kind.name} ${number}`,
      kind: 'Report',
      type: 'Saved Reports',
      target: kind.target,
      level: '',
      scope: '',
      share: 'public',
      shared: true,
      createdAt,
      createdByUser: user(number),
      lastUpdatedAt: editedAt,
      lastUpdatedByUser: user(number + 1),
      ownedByUser: user(number),
      lastRunAt,
      ...(kind.pipeline.length > 0 ? { lastSuccessRunAt: lastRunAt, lastSuccessRunObj: '' } : {}),
      ...versionFields(id, editedAt),
      definition: kind.definition,
      aggregation: { pipeline: kind.pipeline, fields: kind.fields },
      aggregationList: [],
    };
  }
}

function definitionOf(type: string, generator: string): PendoRow {
  return {
    type,
    generator,
    kind: 'Report',
    version: 1,
    config: { columns: [], segmentId: '', appId: DEFAULT_APP_ID },
    timeSeries: { type: 'relative', start: '', end: '' },
    history: [],
    globals: {},
    targetGroups: [],
  };
}

function column(type: string, title: string, field: string): PendoRow {
  return { type, title, field };
}
