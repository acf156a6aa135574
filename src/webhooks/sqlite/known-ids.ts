import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** 48 bits: a number of JavaScript holds them exactly. */
const HASH_DIGITS = 12;
const MOST_RECENT = 16_384;
/** As many as come, and as many again, so that the last are saved before the next are too many. */
const SAVED_FOR_ONE_ADDED = 2;

/** Which ids the inbox holds. All but `forget` belong into a transaction. */
export interface KnownIds {
  /** Comes first in a transaction that writes: takes in what another process has added to the file. */
  catchUp(): void;
  /** The payload of the event with this id; undefined when there is none. */
  payloadOf(uniqueId: string, idHash: number): string | undefined;
  /** `sequence` must be above all before. */
  add(idHash: number, sequence: number): void;
  remove(idHash: number, sequence: number): void;
  /** Comes last in a transaction that writes. */
  save(): void;
  /** After a transaction that was rolled back. */
  forget(): void;
}

/**
 * Ids are found by 48 bits of their hash; two may share them, so the id is compared as well. As hashes are random, each one
 * that is added to a table rewrites a page of it, which was half of what a commit had to flush. So the latest are kept in
 * memory, where they can be read anew from their events at any time, and thousands at a time go into the table in order, some
 * with each transaction.
 */
export function createKnownIds(db: DatabaseSync): KnownIds {
  let recent = new Map<number, number>();
  let saving = new Saving(new Map(), 0);
  let added = 0;
  /** All events up to here are in memory or in the table. */
  let seen = 0;

  // The table of ids is looked into as well: so that each transaction fails when it was taken away, also one without events.
  const savedUpTo = db.prepare('SELECT ids_up_to AS sequence, EXISTS (SELECT 1 FROM ids) FROM inbox');
  const newer = db.prepare('SELECT sequence, id_hash FROM events WHERE sequence > ? ORDER BY sequence');
  const payloadAt = db.prepare('SELECT payload FROM events WHERE sequence = ? AND unique_id = ?');
  const payloadIn = db.prepare(
    'SELECT payload FROM ids JOIN events USING (sequence) WHERE ids.id_hash = ? AND unique_id = ?',
  );
  // Another process may have purged the event meanwhile.
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
      // What other processes have put into the table need not be known here.
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

/** Ids on their way into the table, in its order. */
class Saving {
  /** Those that are removed meanwhile are not saved. */
  readonly ids: Map<number, number>;
  /** All events up to here are in the table when these are. */
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
