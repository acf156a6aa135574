import {
  createSubscription,
  DEFAULT_NOW,
  type EmulatedSubscription,
  type Scale,
} from '../../../../emulator/data/index.ts';
import { SCALES } from '../../../../emulator/data/scales.ts';
import type { EventQuery, EventSource, PendoRow } from '../../../../emulator/types.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const AGGREGATED_SOURCES = ['events', 'pageEvents', 'featureEvents', 'trackEvents'] as const;
export const SINGLE_SOURCES = ['guideEvents', 'pollEvents'] as const;
export const OBJECT_SOURCES = ['pages', 'features', 'trackTypes', 'guides'] as const;

export function tiny(changes: Partial<Scale> = {}, seed = 1): EmulatedSubscription {
  return createSubscription({ seed, scale: { ...SCALES.tiny, ...changes } });
}

export interface Asked extends Partial<EventQuery> {
  readonly source: EventSource;
  readonly now?: number;
}

/** The rows of a source, by default for all apps, visitors and times. */
export function eventsOf(subscription: EmulatedSubscription, { now = DEFAULT_NOW, ...query }: Asked): PendoRow[] {
  return [...subscription.events({ ...everything(subscription), ...query }, now)];
}

export function everything(subscription: EmulatedSubscription) {
  const appIds = subscription.apps.map(({ id }) => id);
  return { period: 'dayRange', from: 0, to: Number.POSITIVE_INFINITY, appIds, blacklist: 'ignore' } as const;
}

export function objectsOf(
  subscription: EmulatedSubscription,
  source: (typeof OBJECT_SOURCES)[number],
  now = DEFAULT_NOW,
) {
  return [...subscription.objects(source, now, everything(subscription).appIds)];
}

export function texts(rows: Iterable<PendoRow>): string[] {
  return [...rows].map((row) => JSON.stringify(row));
}

/** A nested field, or undefined. */
export function dig(row: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], row);
}

export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  return Map.groupBy(items, key);
}
