import xxhash from 'xxhash-wasm';

/** Numbers rows that share a key: SQL's ROW_NUMBER() over all rows of one window, across its pages and splits. */
export interface RowNumbers {
  /** 1 for the first row with this key, 2 for the second, … */
  next(key: string): number;
  /** The same for a key whose 64-bit hash is known, in its upper and lower half. */
  nextOfHash(high: number, low: number): number;
  /** Distinct keys so far. */
  readonly size: number;
  /** Memory that the keys take. */
  readonly bytes: number;
}

/** Loads the hash function once; what it returns makes one numbering for each window. */
export async function loadRowNumbers(): Promise<() => RowNumbers> {
  const { h64 } = await xxhash();
  return () => new HashedRowNumbers(h64);
}

/**
 * Keys are kept as 62 bits of their hash in open addressing, 10 to 13 bytes a key. Two of five million keys share them with
 * a chance of three in a million; one row would then be numbered 2 where 1 was due, and none be lost. Shards grow one at a
 * time, so that the old and the new table never stand side by side.
 */
class HashedRowNumbers implements RowNumbers {
  readonly #hash: (key: string) => bigint;
  readonly #shards: (Shard | undefined)[] = new Array(SHARDS);

  constructor(hash: (key: string) => bigint) {
    this.#hash = hash;
  }

  next(key: string): number {
    const hash = this.#hash(key);
    return this.nextOfHash(Number(hash >> 32n), Number(hash & 0xffffffffn));
  }

  nextOfHash(high: number, low: number): number {
    const index = high >>> (32 - SHARD_BITS);
    let shard = this.#shards[index];
    if (shard === undefined) {
      shard = new Shard();
      this.#shards[index] = shard;
    }
    return shard.next(high, low);
  }

  get size(): number {
    return this.#shards.reduce((sum, shard) => sum + (shard?.size ?? 0), 0);
  }

  get bytes(): number {
    return this.#shards.reduce((sum, shard) => sum + (shard?.bytes ?? 0), 0);
  }
}

const SHARD_BITS = 6;
const SHARDS = 2 ** SHARD_BITS;
const FIRST_SLOTS = 16;
/** Tables of all shards together are a few megabytes below this: there, moving the keys costs more than the room. */
const SMALL_SLOTS = 8192;
const SMALL_GROWTH = 2;
const GROWTH = 1.25;
const MAX_LOAD = 0.8;
/** A count of 0 marks a free slot; counts from 255 on are kept in a map, for they are rare. */
const FULL_COUNT = 255;
const COUNT_BITS = 8;
const COUNT_MASK = 0xff;
const SLOT_BYTES = 8;

interface Table {
  readonly slots: number;
  /** The lower half of the hash. */
  readonly low: Uint32Array;
  /** The last 24 bits of its upper half, of which the shard tells six more; then the count. */
  readonly tags: Uint32Array;
}

class Shard {
  size = 0;
  #table = createTable(FIRST_SLOTS);
  readonly #largeCounts = new Map<string, number>();

  get bytes(): number {
    return this.#table.low.buffer.byteLength;
  }

  next(high: number, low: number): number {
    if (this.size + 1 > this.#table.slots * MAX_LOAD) {
      this.#grow();
    }
    const tag = (high << COUNT_BITS) >>> 0;
    const slot = findSlot(this.#table, tag, low);
    const count = (this.#table.tags[slot] as number) & COUNT_MASK;
    if (count >= FULL_COUNT - 1) {
      return this.#nextLarge(slot, tag, low);
    }
    if (count === 0) {
      this.#table.low[slot] = low;
      this.size += 1;
    }
    this.#table.tags[slot] = tag + count + 1;
    return count + 1;
  }

  #nextLarge(slot: number, tag: number, low: number): number {
    const hash = `${tag},${low}`;
    const next = (this.#largeCounts.get(hash) ?? FULL_COUNT - 1) + 1;
    this.#table.tags[slot] = tag + FULL_COUNT;
    this.#largeCounts.set(hash, next);
    return next;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = createTable(Math.ceil(old.slots * (old.slots < SMALL_SLOTS ? SMALL_GROWTH : GROWTH)));
    for (let from = 0; from < old.slots; from += 1) {
      const tag = old.tags[from] as number;
      if (tag !== 0) {
        const low = old.low[from] as number;
        // No two of them share a hash, so this is a free slot.
        const slot = findSlot(this.#table, tag, low);
        this.#table.low[slot] = low;
        this.#table.tags[slot] = tag;
      }
    }
    // Frees the old table at once; the collector would let many of them pile up, since all shards grow about together.
    (old.low.buffer as ArrayBuffer).transfer(0);
  }
}

function createTable(slots: number): Table {
  const buffer = new ArrayBuffer(slots * SLOT_BYTES);
  return { slots, low: new Uint32Array(buffer, 0, slots), tags: new Uint32Array(buffer, slots * 4, slots) };
}

/** The slot that holds the hash, or the free one where it belongs. */
function findSlot({ slots, low, tags }: Table, wantedTag: number, wantedLow: number): number {
  let slot = Math.floor((wantedLow * slots) / 2 ** 32);
  while (tags[slot] !== 0 && (low[slot] !== wantedLow || ((tags[slot] as number) & ~COUNT_MASK) >>> 0 !== wantedTag)) {
    slot = slot + 1 === slots ? 0 : slot + 1;
  }
  return slot;
}
