import type { PendoRow } from '../../types.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';
import { lives } from './life.ts';

const FEEDBACK = { count: 14, everyDays: 1 };
const IDEAS = { count: 6, everyDays: 4 };
const VOTES = { count: 20, everyDays: 1 };

interface Parts {
  readonly world: World;
  readonly visitors: Visitors;
}

/**
 * The source `vocItems`. It has only the columns that the documented list shows before it is cut off
 * (evidence.md#feedback).
 */
export function* vocItems(parts: Parts, type: 'feedback' | 'idea', now: number): Generator<PendoRow> {
  for (const { number } of lives(parts.world, type === 'idea' ? IDEAS : FEEDBACK, now)) {
    yield {
      id: itemId(parts.world, type, number),
      statusId: parts.world.random('status', number % 3).text(27),
      ...(type === 'idea' ? { effort: 1 + (number % 5), impact: 1 + ((number * 2) % 5) } : {}),
      type,
      ...onBehalfOf(parts, number),
      ownedByUserId: String(4_000_000_000_000_000 + (number % 3)),
    };
  }
}

/**
 * The source `votes`. Its documented list of fields is cut off too (evidence.md#feedback). A vote that was taken back
 * stays, marked as revoked.
 */
export function* votes(parts: Parts, now: number): Generator<PendoRow> {
  for (const { number } of lives(parts.world, VOTES, now)) {
    const behalf = onBehalfOf(parts, number);
    yield {
      id: parts.world.random('vote', number).text(27),
      vocItemId: itemId(parts.world, 'idea', number % IDEAS.count),
      ...behalf,
      createdById: behalf.onBehalfOfId,
      createdByType: behalf.onBehalfOfType,
      strength: 1 + (number % 3),
      revoked: number % 5 === 4,
    };
  }
}

function itemId(world: World, type: 'feedback' | 'idea', number: number): string {
  return world.random(type, number).text(27);
}

function onBehalfOf({ world, visitors }: Parts, number: number) {
  const index = (number * 5) % Math.max(1, visitors.population.countBefore(world.firstDay));
  const byUser = number % 4 === 3;
  return {
    accountId: visitors.accountIds(index)[0] ?? '',
    onBehalfOfId: byUser ? String(4_000_000_000_000_000 + number) : visitors.visitorId(index),
    onBehalfOfType: byUser ? 'User' : 'Visitor',
  };
}
