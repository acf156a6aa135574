import type { PendoRow } from '../../types.ts';
import { HOUR_MS } from '../time-zone.ts';
import type { World } from '../world.ts';

const EVERY_DAYS = 4;

/**
 * `GET /bulkdelete` lists unfinished deletions, which take up to 21 days (evidence.md#bulk-deletion). Only the id of a
 * deletion is known, because no body is documented (evidence.md#bulk-delete-endpoint).
 */
export function* bulkDeletions(
  world: World,
  { outstanding }: { outstanding: boolean },
  now: number,
): Generator<PendoRow> {
  for (let number = 0; ; number++) {
    const madeOn = world.firstDay + EVERY_DAYS * number;
    if (world.zone.dayStart(madeOn) + 9 * HOUR_MS > now) return;
    const isDone = world.zone.dayOf(now) >= madeOn + 10 + 5 * (number % 3);
    if (!(outstanding && isDone)) yield { id: world.random('bulk deletion', number).text(27) };
  }
}
