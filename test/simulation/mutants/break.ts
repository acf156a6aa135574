/** A deliberate bug: a piece of a source file, which must occur there exactly once, and its replacement. */
export interface Break {
  readonly name: string;
  /** Path below `src/`. */
  readonly file: string;
  readonly text: string;
  readonly by: string;
}
