import type { TruthEvent } from './truth.ts';

/** Events by the values of some keys, which the groups carry along. */
export function groupsOf<Keys extends object, Item = TruthEvent>(
  items: Iterable<Item>,
  keysOf: (item: Item) => Keys,
): readonly (Keys & { readonly members: readonly Item[] })[] {
  const groups = new Map<string, Keys & { readonly members: Item[] }>();
  for (const item of items) {
    const keys = keysOf(item);
    const text = JSON.stringify(keys);
    const group = groups.get(text) ?? { ...keys, members: [] };
    group.members.push(item);
    groups.set(text, group);
  }
  return [...groups.values()];
}

export function sumOf(events: readonly TruthEvent[], field: string): number {
  return events.reduce((total, { row }) => total + Number(row[field] ?? 0), 0);
}

/** The number of different values, null not among them. */
export function distinct<Item>(items: readonly Item[], take: (item: Item) => unknown): number {
  return new Set(items.map(take).filter((value) => value !== null)).size;
}

export function visitorsOf(events: readonly TruthEvent[]): number {
  return distinct(events, ({ visitorId }) => visitorId);
}

export function accountsOf(events: readonly TruthEvent[]): number {
  return distinct(events, ({ accountId }) => accountId);
}

export function frustrationsOf(events: readonly TruthEvent[]) {
  return {
    rage_clicks: sumOf(events, 'rageClickCount'),
    dead_clicks: sumOf(events, 'deadClickCount'),
    error_clicks: sumOf(events, 'errorClickCount'),
    u_turns: sumOf(events, 'uTurnCount'),
  };
}

export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
