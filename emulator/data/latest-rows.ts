import type { PendoRow } from '../types.ts';
import type { Presence } from './population.ts';

/** So few that the rows of any subscription take little memory. */
const REMEMBERED_ROWS = 2_000;

interface Known {
  readonly presence: Presence;
  readonly row: PendoRow;
}

/** Makes the row of a visitor or an account, or takes the one that was made last if nothing has changed since. */
export function latestRows(
  makeRow: (index: number, presence: Presence) => PendoRow,
): (index: number, presence: Presence) => PendoRow {
  const latest = new Map<number, Known>();
  return (index, presence) => {
    const known = latest.get(index);
    if (known !== undefined && isSame(known.presence, presence)) return known.row;
    if (latest.size >= REMEMBERED_ROWS) latest.clear();
    const row = makeRow(index, presence);
    latest.set(index, { presence, row });
    return row;
  };
}

function isSame(one: Presence, other: Presence): boolean {
  return (
    one.firstVisit === other.firstVisit && one.lastVisit === other.lastVisit && one.lastUpdated === other.lastUpdated
  );
}
