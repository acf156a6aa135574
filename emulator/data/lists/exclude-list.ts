import type { PendoRow } from '../../types.ts';
import type { Accounts } from '../accounts.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';

const MOST_ITEMS = 10_000;

export interface ExcludeParts {
  readonly world: World;
  readonly visitors: Visitors;
  readonly accounts: Accounts;
}

/**
 * `GET /blacklist`. Documented is what can be excluded (server, IP address, visitor id, account id, with `*`) and that
 * there are up to 10,000 items (evidence.md#exclude-list). The form of an item is invented
 * (evidence.md#exclude-list-endpoints).
 */
export function* excludeList({ world, visitors, accounts }: ExcludeParts, now: number): Generator<PendoRow> {
  yield { type: 'server', value: '*.staging.acme.example' };
  yield { type: 'ip', value: '198.51.100.*' };
  yield { type: 'account', value: accounts.accountId(1) };
  const count = visitors.population.countBefore(world.zone.dayOf(now));
  for (let index = 0, left = MOST_ITEMS - 3; index < count && left > 0; index++) {
    if (!visitors.isExcluded(index)) continue;
    left -= 1;
    yield { type: 'visitor', value: visitors.visitorId(index) };
  }
}

/**
 * `GET /servername`: the servers that events came from, some of them flagged. The form of an item is invented
 * (evidence.md#exclude-list-endpoints).
 */
export function servers(): readonly PendoRow[] {
  return [
    { name: 'app.acme.example', flags: [] },
    { name: 'admin.acme.example', flags: [] },
    { name: 'beta.acme.example', flags: ['staging'] },
  ];
}
