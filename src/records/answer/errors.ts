import { ConnectorError, PassingError, TooMuchError } from '../../airbyte/errors.ts';

/** The body ended before its JSON did: a failed request, never a short page. Pendo may cut answers that are too big. */
export class CutAnswerError extends TooMuchError {
  override readonly name = 'CutAnswerError';

  constructor(bytes: number) {
    super({
      failureType: 'transient_error',
      message: "Pendo's answer ended before it was complete. None of it counts as read; sync again.",
      internalMessage: `The JSON was still open after ${bytes} bytes.`,
    });
  }
}

/**
 * The body is complete, but not the expected JSON. `what` completes the sentence "Pendo's answer …" and never holds a
 * part of the body: rows are the customer's data.
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

/** The answer is the expected JSON, but reports a problem itself. */
export class TroubleInAnswerError extends BadAnswerError {
  override readonly name = 'TroubleInAnswerError';
}

/** One row needs more memory than there is. No other request would make it smaller. */
export class TooLargeRowError extends ConnectorError {
  override readonly name = 'TooLargeRowError';
  readonly #what: string;

  /** `what` completes "a single row of …". */
  constructor(what: string, stream?: string) {
    const whose = stream === undefined ? '' : `${stream}: `;
    super({
      failureType: 'system_error',
      message: `${whose}Pendo sent a single row of ${what}, which is too large for this source. Find in Pendo what makes it so large and shorten it, or deselect the stream. Other streams are not affected.`,
    });
    this.#what = what;
  }

  /** Returns the same error with the name of the stream. */
  of(stream: string): TooLargeRowError {
    return new TooLargeRowError(this.#what, stream);
  }
}
