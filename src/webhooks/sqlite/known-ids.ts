import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** 12 hex digits are 48 bits, which a JavaScript number holds exactly. */
const HASH_DIGITS = 12;
const MOST_RECENT = 16_384;
/** Save two ids for each one added, so that a batch is saved before the next one reaches MOST_RECENT. */
const SAVED_FOR_ONE_ADDED = 2;

/** An index of the stored ids. Call everything but `forget` inside a transaction. */
export interface KnownIds {
  /** Call first in a writing transaction: picks up events that another process has added to the file. */
  catchUp(): void;
  /** Returns the payload of the event with this id, or undefined. */
  payloadOf(uniqueId: string, idHash: number): string | undefined;
  /** `sequence` must be higher than all before. */
  add(idHash: number, sequence: number): void;
  remove(idHash: number, sequence: number): void;
  /** Call last in a writing transaction. */
  save(): void;
  /** Call after a transaction was rolled back: drops what is in memory. */
  forget(): void;
}

/**
 * Ids are found by 48 bits of their hash. Two ids may share a hash, so the id itself is compared too. Hashes are
 * random, so each one inserted into a table rewrites another page; that made up half of what a commit had to flush. The
 * latest ids therefore stay in memory, from where they can be rebuilt from the events at any time. In batches of
 * thousands they are then sorted and moved into the table, a few with each transaction.
 */
export function createKnownIds(db: DatabaseSync): KnownIds {
  let recent = new Map<number, number>();
  let saving = new Saving(new Map(), 0);
  let added = 0;
  /** The ids of all events up to this sequence are in memory or in the table. */
  let seen = 0;

  // Also queries the table of ids, so that every transaction fails when that table was removed, even one without
  // events.
  const savedUpTo = db.prepare('SELECT ids_up_to AS sequence, EXISTS (SELECT 1 FROM ids) FROM inbox');
  const newer = db.prepare('SELECT sequence, id_hash FROM events WHERE sequence > ? ORDER BY sequence');
  const payloadAt = db.prepare('SELECT payload FROM events WHERE sequence = ? AND unique_id = ?');
  const payloadIn = db.prepare(
    'SELECT payload FROM ids JOIN events USING (sequence) WHERE ids.id_hash = ? AND unique_id = ?',
  );
  // WHERE EXISTS: another process may have purged the event meanwhile.
  const insert = db.prepare(`INSERT OR IGNORE INTO ids (id_hash, sequence)
     SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM events WHERE sequence = ?2)`);
  const saved = db.prepare('UPDATE inbox SET ids_up_to = max(ids_up_to, ?)');
  const unsave = db.prepare('DELETE FROM ids WHERE id_hash = ? AND sequence = ?');

  function add(idHash: number, sequence: number): void {
    if (recent.has(idHash)) insert.run(idHash, sequence);
    else recent.set(idHash, sequence);
    seen = sequence;
    added += 1;
  }

  return {
    catchUp() {
      // Ids that another process has already put into the table are not needed in memory.
      seen = Math.max(seen, Number(savedUpTo.get()?.sequence));
      for (const row of newer.iterate(seen)) add(Number(row.id_hash), Number(row.sequence));
    },
    payloadOf(uniqueId, idHash) {
      for (const sequence of [recent.get(idHash), saving.ids.get(idHash)]) {
        const row = sequence === undefined ? undefined : payloadAt.get(sequence, uniqueId);
        if (row !== undefined) return String(row.payload);
      }
      const row = payloadIn.get(idHash, uniqueId);
      return row === undefined ? undefined : String(row.payload);
    },
    add,
    remove(idHash, sequence) {
      for (const ids of [recent, saving.ids]) if (ids.get(idHash) === sequence) ids.delete(idHash);
      unsave.run(idHash, sequence);
    },
    save() {
      for (const [idHash, sequence] of saving.next(added * SAVED_FOR_ONE_ADDED)) insert.run(idHash, sequence);
      added = 0;
      if (!saving.isDone || recent.size < MOST_RECENT) return;
      saved.run(saving.upTo);
      saving = new Saving(recent, seen);
      recent = new Map();
    },
    forget() {
      recent = new Map();
      saving = new Saving(new Map(), 0);
      seen = 0;
    },
  };
}

/** A batch of ids that is being moved into the table, in the table's order. */
class Saving {
  /** Ids that are removed from this map meanwhile are not saved. */
  readonly ids: Map<number, number>;
  /** When the batch is done, the ids of all events up to this sequence are in the table. */
  readonly upTo: number;
  readonly #sorted: readonly (readonly [number, number])[];
  #at = 0;

  constructor(ids: Map<number, number>, upTo: number) {
    this.ids = ids;
    this.upTo = upTo;
    this.#sorted = [...ids].sort(([a], [b]) => a - b);
  }

  get isDone(): boolean {
    return this.#at >= this.#sorted.length;
  }

  next(count: number): readonly (readonly [number, number])[] {
    const from = this.#at;
    this.#at += count;
    return this.#sorted.slice(from, this.#at).filter(([idHash]) => this.ids.has(idHash));
  }
}

export function hashOf(uniqueId: string): number {
  return Number.parseInt(hash('sha1', uniqueId, 'hex').slice(0, HASH_DIGITS), 16);
}
