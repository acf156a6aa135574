import type { PendoRow } from '../types.ts';
import { AWKWARD_ACCOUNT_IDS } from './awkward-ids.ts';
import { accountMetadata } from './metadata/account.ts';
import { createPopulation, type Population } from './population.ts';
import type { World } from './world.ts';

export interface Accounts {
  readonly population: Population;
  accountId(index: number): string;
  rows(now: number): Iterable<PendoRow>;
}

export function createAccounts(world: World): Accounts {
  const population = createPopulation(world, 'account', world.scale.accounts);
  const accountId = (index: number) => {
    const awkward = world.scale.awkward ? AWKWARD_ACCOUNT_IDS[index] : undefined;
    return awkward ?? `account-${String(index).padStart(5, '0')}`;
  };

  function* rows(now: number): Iterable<PendoRow> {
    const count = population.countBefore(world.zone.dayOf(now) + 1);
    for (let index = 0; index < count; index++) {
      const presence = population.presence(index, now);
      if (presence === undefined) continue;
      const id = accountId(index);
      yield { accountId: id, metadata: accountMetadata(world, { index, id, presence }) };
    }
  }

  return { population, accountId, rows };
}
