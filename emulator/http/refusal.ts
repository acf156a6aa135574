/** An error answer of Pendo. Thrown before any byte of an answer is sent. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

/** Thrown while a body is sent, to break the connection there. */
export class CutBody extends Error {}
