import { TooLargeRowError } from './errors.ts';
import { countValues, ValueEndFinder } from './value-end.ts';

/**
 * A row is held in memory while it is read, at times as five copies with two bytes per character. Each of its values
 * takes up to 200 bytes in memory, however short it is. Both limits together keep this below the heap limit of 1 GB
 * (bin/source-pendo). No real row comes near them.
 */
const MAX_VALUE_MIB = 48;
const MAX_VALUE_BYTES = MAX_VALUE_MIB * 1024 * 1024;
const MAX_VALUES = 2_000_000;

/** Extracts one JSON value at a time from the chunks. A value within a single chunk is decoded without a copy. */
export class ValueCapture {
  readonly #end = new ValueEndFinder();
  #parts: Buffer[] = [];
  #bytes = 0;
  /** The value's text, once its end was found. */
  text: string | undefined;

  /** Prepares for a value whose first byte is `first`. Call `take` from that byte on. */
  begin(first: number): void {
    this.text = undefined;
    this.#end.begin(first);
  }

  /** Takes the bytes up to the end of the value or of the chunk. Returns the index to continue from. */
  take(chunk: Buffer, from: number): number {
    const end = this.#end.find(chunk, from);
    checkSize(this.#bytes + (end === -1 ? chunk.length : end) - from, this.#end.values);
    if (end === -1) {
      // Copied, because the chunk's memory may be reused.
      this.#keep(Buffer.from(chunk.subarray(from)));
      return chunk.length;
    }
    this.text = this.#parts.length === 0 ? chunk.toString('utf8', from, end) : this.#joined(chunk.subarray(from, end));
    return end;
  }

  #keep(part: Buffer): void {
    this.#parts.push(part);
    this.#bytes += part.length;
  }

  #joined(lastPart: Buffer): string {
    this.#keep(lastPart);
    const text = Buffer.concat(this.#parts, this.#bytes).toString('utf8');
    this.#parts = [];
    this.#bytes = 0;
    return text;
  }
}

/** Throws TooLargeRowError if decoding the text would take too much memory. */
export function checkValueSize(text: string): void {
  const bytes = Buffer.from(text);
  checkSize(bytes.length, countValues(bytes));
}

function checkSize(bytes: number, values: number): void {
  if (bytes > MAX_VALUE_BYTES) throw new TooLargeRowError(`more than ${MAX_VALUE_MIB} MiB`);
  if (values > MAX_VALUES) throw new TooLargeRowError(`more than ${MAX_VALUES / 1e6} million values`);
}
