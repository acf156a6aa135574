import type { PendoRow } from '../types.ts';
import { AWKWARD_ACCOUNT_IDS } from './awkward-ids.ts';
import { latestRows } from './latest-rows.ts';
import { accountMetadata } from './metadata/account.ts';
import { createPopulation, type Population } from './population.ts';
import type { World } from './world.ts';

export interface Accounts {
  readonly population: Population;
  accountId(index: number): string;
  rows(now: number): Iterable<PendoRow>;
  row(accountId: string, now: number): PendoRow | undefined;
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
      const found = rowOf(index, now);
      if (found !== undefined) yield found;
    }
  }

  function rowOf(index: number, now: number): PendoRow | undefined {
    const presence = population.presence(index, now);
    return presence === undefined ? undefined : latestRow(index, presence);
  }

  const latestRow = latestRows((index, presence) => {
    const id = accountId(index);
    return { accountId: id, metadata: accountMetadata(world, { index, id, presence }) };
  });

  function row(id: string, now: number): PendoRow | undefined {
    const awkward = world.scale.awkward ? AWKWARD_ACCOUNT_IDS.indexOf(id) : -1;
    const index = awkward === -1 ? Number(/^account-(\d+)$/.exec(id)?.[1] ?? Number.NaN) : awkward;
    return Number.isSafeInteger(index) && accountId(index) === id ? rowOf(index, now) : undefined;
  }

  return { population, accountId, rows, row };
}
