import type { PendoRow } from '../../types.ts';
import { APPS, autoGroupOf, DEFAULT_APP_ID } from '../apps.ts';
import { USER_AGENTS } from '../places.ts';
import type { Presence } from '../population.ts';
import type { Random } from '../prng.ts';
import { RawNumber } from '../raw-number.ts';
import type { World } from '../world.ts';

/** The groups agent, custom, salesforce and pendo after one update of a visitor or account. */
export function customerGroups(world: World, random: Random): Record<string, unknown> {
  const groups: Record<string, Record<string, unknown>> = { agent: {}, custom: {}, salesforce: {}, pendo: {} };
  for (const field of world.metadataFields) {
    const value = field.value(random);
    if (value === undefined) continue;
    const group = groups[field.group];
    if (group !== undefined) group[field.name] = value;
  }
  return world.scale.metadata === 'null-groups' ? { ...groups, custom: null, salesforce: null } : groups;
}

/**
 * An id hash. Often beyond 2^53, to test that clients keep all digits. Live ones are beyond 2^31 (evidence.md#id-hash).
 */
export function idHash(random: Random): number | RawNumber {
  const low = random.next();
  return random.chance(0.5) ? low : new RawNumber(String((BigInt(random.next()) << 32n) + BigInt(low)));
}

/** What Pendo's agent recorded about the last visit. */
export function lastSeenWith(random: Random): PendoRow {
  const userAgent = random.pick(USER_AGENTS);
  return {
    lastbrowsername: random.pick(['Chrome', 'Firefox', 'Safari', '']),
    lastbrowserversion: `${random.between(100, 140)}.0`,
    lastoperatingsystem: random.pick(['Mac OS X', 'Windows', 'iOS']),
    lastservername: random.pick(['app.acme.example', 'admin.acme.example']),
    lastuseragent: userAgent,
  };
}

/** One group per app that the visitor or account has used. */
export function perAppGroups(random: Random, presence: Presence): Record<string, PendoRow> {
  const groups: Record<string, PendoRow> = {};
  for (const app of APPS) {
    if (app.id !== DEFAULT_APP_ID && !random.chance(0.3)) continue;
    groups[autoGroupOf(app.id)] = {
      firstvisit: random.chance(0.1) ? 0 : presence.firstVisit,
      lastvisit: presence.lastVisit,
      lastupdated: presence.lastUpdated,
      lastmetadataupdate_agent: presence.lastUpdated,
    };
  }
  return groups;
}
