import type { PendoRow } from '../../types.ts';
import { user } from '../objects/user.ts';
import { versionFields } from '../objects/versions.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';
import { lives } from './life.ts';

const SEGMENTS = { count: 6, everyDays: 4 };
const LISTED_VISITORS = 8;

interface Definition {
  readonly name: string;
  readonly pipeline: readonly PendoRow[];
  readonly dependentMetadata: readonly string[];
  readonly createdByApi?: boolean;
}

const VISITORS = { source: { visitors: null } };
const BY_VISITOR = { select: { visitorId: 'visitorId' } };
const WITH_ACCOUNTS: readonly PendoRow[] = [
  { eval: { accountId: 'metadata.auto.accountids' } },
  { unwind: { field: 'accountId', keepEmpty: true } },
  { bulkExpand: { account: { account: 'accountId' } } },
];

/**
 * Pipelines of the kind that Pendo's operators allow and guides' audiences show (evidence.md#segment-operator). They
 * run each time the segment is used.
 */
const DEFINITIONS: readonly Definition[] = [
  {
    name: 'Enterprise people',
    pipeline: [VISITORS, { identified: 'visitorId' }, { filter: 'metadata.agent.plan == "enterprise"' }, BY_VISITOR],
    dependentMetadata: ['visitor.agent.plan'],
  },
  {
    name: 'Accounts that are won',
    pipeline: [
      { source: { accounts: null } },
      { filter: 'metadata.salesforce.stage == "Won"' },
      { select: { accountId: 'accountId' } },
    ],
    dependentMetadata: ['account.salesforce.stage'],
  },
  {
    name: 'Admins of accounts that pay',
    pipeline: [
      VISITORS,
      { identified: 'visitorId' },
      { filter: 'metadata.agent.role == "admin"' },
      ...WITH_ACCOUNTS,
      { filter: '!isNil(account) && account.agent.plan != "free"' },
      { select: { visitorId: 'visitorId', accountId: 'accountId' } },
    ],
    dependentMetadata: ['visitor.agent.role', 'account.agent.plan'],
  },
  {
    name: 'Nobody "yet"',
    pipeline: [VISITORS, { filter: 'metadata.agent.plan == "none that exists"' }, BY_VISITOR],
    dependentMetadata: ['visitor.agent.plan'],
  },
];

export interface SegmentParts {
  readonly world: World;
  readonly visitors: Visitors;
}

/**
 * `GET /segment` (evidence.md#segments). `definition` is empty because its form is unknown
 * (evidence.md#segment-definition). The pipeline selects the members.
 */
export function* segmentRows({ world, visitors }: SegmentParts, now: number): Generator<PendoRow> {
  for (const { number, createdAt, editedAt } of lives(world, SEGMENTS, now)) {
    const id = world.random('segment', number).text(27);
    const made = DEFINITIONS[number % (DEFINITIONS.length + 1)] ?? listedByApi({ world, visitors }, number, now);
    yield {
      id,
      name: number < SEGMENTS.count ? made.name : `${made.name} ${number}`,
      kind: 'Segment',
      shared: true,
      createdByApi: made.createdByApi ?? false,
      isFocusGroup: false,
      definition: {},
      pipeline: made.pipeline,
      dependentMetadata: made.dependentMetadata,
      createdAt,
      createdByUser: user(number),
      lastUpdatedAt: editedAt,
      lastUpdatedByUser: user(number + 1),
      ...versionFields(id, editedAt),
    };
  }
}

/** A list of visitors that another system maintains by API. Every day some visitors are added and some removed. */
function listedByApi({ world, visitors }: SegmentParts, number: number, now: number): Definition {
  const today = world.zone.dayOf(now);
  const known = visitors.population.countBefore(today);
  const ids = Array.from({ length: Math.min(LISTED_VISITORS, known) }, (_, place) =>
    visitors.visitorId((number + today + place) % known),
  );
  return {
    name: 'Listed by our CRM',
    pipeline: [VISITORS, { filter: `contains(${JSON.stringify(ids)}, visitorId)` }, BY_VISITOR],
    dependentMetadata: [],
    createdByApi: true,
  };
}
