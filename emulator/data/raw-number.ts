/**
 * A number with more digits than a JavaScript number holds, kept as text. `JSON.stringify` prints its digits exactly;
 * `Number(raw.digits)` is good enough for a comparison.
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

/** Node 24 has it, TypeScript's library does not declare it yet. */
interface JsonWithRaw {
  rawJSON(text: string): unknown;
}
