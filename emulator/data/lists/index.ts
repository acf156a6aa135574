import type { ListName, PendoRow } from '../../types.ts';
import type { Accounts } from '../accounts.ts';
import type { Timelines } from '../objects/index.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';
import { appRows } from './apps.ts';
import { bulkDeletions } from './bulk-deletions.ts';
import { excludeList, servers } from './exclude-list.ts';
import { vocItems, votes } from './feedback.ts';
import { guideCategories, productAreas } from './groups.ts';
import { reportRows } from './reports.ts';
import { segmentRows } from './segments.ts';

export interface ListParts {
  readonly world: World;
  readonly visitors: Visitors;
  readonly accounts: Accounts;
  readonly timelines: Timelines;
}

type MakeList = (parts: ListParts, now: number) => Iterable<PendoRow>;

export const LISTS: Readonly<Record<ListName, MakeList>> = {
  apps: ({ world }, now) => appRows(world, now),
  productAreas: ({ world, timelines }, now) => productAreas(world, timelines, now),
  guideCategories: ({ world, timelines }, now) => guideCategories(world, timelines, now),
  segments: segmentRows,
  reports: ({ world }, now) => reportRows(world, now),
  feedback: (parts, now) => vocItems(parts, 'feedback', now),
  ideas: (parts, now) => vocItems(parts, 'idea', now),
  votes,
  excludeList,
  servers,
  bulkDeletions: ({ world }, now) => bulkDeletions(world, { outstanding: true }, now),
  allBulkDeletions: ({ world }, now) => bulkDeletions(world, { outstanding: false }, now),
};
