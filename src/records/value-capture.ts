import { BadAnswerError } from './errors.ts';
import { ValueEndFinder } from './value-end.ts';

/** A row is held whole while it is read; no real one comes near this. */
const MAX_VALUE_BYTES = 256 * 1024 * 1024;

/** Takes one JSON value at a time out of the chunks. A value that lies within one chunk is decoded from where it stands. */
export class ValueCapture {
  readonly #end = new ValueEndFinder();
  #parts: Buffer[] = [];
  #bytes = 0;
  /** The value's text once its end was found. */
  text: string | undefined;

  /** Prepares for a value whose first byte is `first`; `take` is then called from that byte on. */
  begin(first: number): void {
    this.text = undefined;
    this.#end.begin(first);
  }

  /** Takes up to the value's end or the chunk's, and returns the index to go on from. */
  take(chunk: Buffer, from: number): number {
    const end = this.#end.find(chunk, from);
    if (end === -1) {
      // A copy, since the chunk's memory may be used again.
      this.#keep(Buffer.from(chunk.subarray(from)));
      return chunk.length;
    }
    this.text = this.#parts.length === 0 ? chunk.toString('utf8', from, end) : this.#joined(chunk.subarray(from, end));
    return end;
  }

  #keep(part: Buffer): void {
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes > MAX_VALUE_BYTES) {
      throw new BadAnswerError('holds a single row or value of more than 256 MiB');
    }
  }

  #joined(lastPart: Buffer): string {
    this.#keep(lastPart);
    const text = Buffer.concat(this.#parts, this.#bytes).toString('utf8');
    this.#parts = [];
    this.#bytes = 0;
    return text;
  }
}
