import { isObject } from '../../utils/is-object.ts';

const FIELDS = ['createdByUser', 'lastUpdatedByUser', 'ownedByUser'];

/** The users that objects name, each once. */
export interface UserCollection {
  addFrom(object: unknown): void;
  readonly rows: readonly object[];
}

/**
 * Each object holds a copy of its users as they were when it was saved. So of several copies, the one from the object that
 * changed last counts.
 */
export function createUserCollection(): UserCollection {
  const newest = new Map<string, { readonly user: object; readonly savedAt: number }>();
  return {
    addFrom(object) {
      if (!isObject(object)) return;
      const savedAt = Number(object.lastUpdatedAt ?? object.createdAt ?? 0) || 0;
      for (const field of FIELDS) {
        const user = object[field];
        if (!isObject(user) || user.id === undefined || user.id === null || user.id === '') continue;
        const id = String(user.id);
        const known = newest.get(id);
        if (known === undefined || known.savedAt <= savedAt) newest.set(id, { user, savedAt });
      }
    },
    get rows() {
      return Array.from(newest.values(), ({ user }) => user);
    },
  };
}
