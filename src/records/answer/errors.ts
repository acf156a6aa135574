import { ConnectorError, PassingError, TooMuchError } from '../../airbyte/errors.ts';

/** The body ended before its JSON did: never a short page, always a failed request. Pendo may cut what is too big. */
export class CutAnswerError extends TooMuchError {
  override readonly name = 'CutAnswerError';

  constructor(bytes: number) {
    super({
      failureType: 'transient_error',
      message: "Pendo's answer ended before it was complete. Nothing of it counts as read; sync again.",
      internalMessage: `The JSON was still open after ${bytes} bytes.`,
    });
  }
}

/**
 * The body is complete, but it is not the JSON that was asked for. `what` finishes the sentence "Pendo's answer …" and
 * never holds a piece of the body: rows are the customer's data.
 */
export class BadAnswerError extends PassingError {
  override readonly name: string = 'BadAnswerError';

  constructor(what: string, internalMessage?: string) {
    super({
      failureType: 'transient_error',
      message: `Pendo's answer ${what}. Sync again; if it stays, ask Pendo's support.`,
      ...(internalMessage === undefined ? {} : { internalMessage }),
    });
  }
}

/** The answer is the JSON that was asked for, and says itself that something went wrong. */
export class TroubleInAnswerError extends BadAnswerError {
  override readonly name = 'TroubleInAnswerError';
}

/** One row needs more memory than there is: no other request brings a smaller one. */
export class TooLargeRowError extends ConnectorError {
  override readonly name = 'TooLargeRowError';
  readonly #what: string;

  /** `what` finishes "a single row of …". */
  constructor(what: string, stream?: string) {
    const whose = stream === undefined ? '' : `${stream}: `;
    super({
      failureType: 'system_error',
      message: `${whose}Pendo sent a single row of ${what}, and this source cannot hold more of one row. Find in Pendo what makes it so large and shorten it, or deselect the stream; the other streams are not affected.`,
    });
    this.#what = what;
  }

  /** The same error, which names its stream. */
  of(stream: string): TooLargeRowError {
    return new TooLargeRowError(this.#what, stream);
  }
}
