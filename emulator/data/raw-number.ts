/**
 * A number with more digits than a JavaScript number can hold, kept as text. `JSON.stringify` prints its digits
 * exactly. `Number(raw.digits)` is precise enough for comparisons.
 */
export class RawNumber {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }

  toJSON(): unknown {
    return (JSON as JSON & JsonWithRaw).rawJSON(this.digits);
  }
}

/** Node 24 has `rawJSON`, but TypeScript's library does not declare it yet. */
interface JsonWithRaw {
  rawJSON(text: string): unknown;
}
