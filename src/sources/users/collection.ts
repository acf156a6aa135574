import { timeMs } from '../../records/convert/times.ts';
import { isObject } from '../../utils/is-object.ts';

const FIELDS = ['createdByUser', 'lastUpdatedByUser', 'ownedByUser'];

/** The users that objects name, each one once. */
export interface UserCollection {
  addFrom(object: unknown): void;
  readonly rows: readonly object[];
}

/**
 * Each object holds a copy of its users as of its last save. Of several copies, the one in the most recently changed
 * object counts.
 */
export function createUserCollection(): UserCollection {
  const newest = new Map<string, { readonly user: object; readonly savedAt: number }>();
  return {
    addFrom(object) {
      if (!isObject(object)) return;
      const savedAt = timeOf(object.lastUpdatedAt) ?? timeOf(object.createdAt) ?? 0;
      for (const user of FIELDS.map((field) => object[field]).filter(isObject)) {
        const id = idText(user.id);
        const knownAt = newest.get(id)?.savedAt ?? Number.NEGATIVE_INFINITY;
        if (id !== '' && knownAt <= savedAt) newest.set(id, { user, savedAt });
      }
    },
    get rows() {
      return Array.from(newest.values(), ({ user }) => user);
    },
  };
}

/** Keeps every digit of a numeric id. Returns "" when there is none. */
function idText(id: unknown): string {
  if (id === undefined || id === null) return '';
  return typeof id === 'string' ? id : JSON.stringify(id);
}

/** Epoch milliseconds; undefined where there is no time. */
function timeOf(value: unknown): number | undefined {
  return timeMs(JSON.stringify(value ?? null)) ?? undefined;
}
