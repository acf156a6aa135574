/** An answer that Pendo gives instead of data. Thrown while a request is read, before any byte of an answer is sent. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

/** Thrown while a body is being sent: the connection breaks there. */
export class CutBody extends Error {}
