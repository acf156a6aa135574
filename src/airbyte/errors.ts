/** How Airbyte reacts to a failure: config errors end the job at once, transient ones are tried again. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error';

export interface ConnectorErrorOptions {
  readonly failureType: FailureType;
  /** One sentence for the user: what happened, and what to do. */
  readonly message: string;
  /** Facts for the person who debugs; never a secret, a header or a body of a request. */
  readonly internalMessage?: string;
  readonly cause?: unknown;
}

/** The one base of all errors that users see. `message` is for them; `failureType` is Airbyte's. */
export class ConnectorError extends Error {
  override readonly name: string = 'ConnectorError';
  readonly failureType: FailureType;
  readonly internalMessage: string | undefined;

  constructor(options: ConnectorErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.failureType = options.failureType;
    this.internalMessage = options.internalMessage;
  }
}

/** A mistake in the config, the catalog or the state: only the user can mend it, so nothing is tried again. */
export function configError(message: string, cause?: unknown): ConnectorError {
  return new ConnectorError({ failureType: 'config_error', message, cause });
}

/** The key or its rights are refused: no stream can go on, so the whole sync ends at once. */
export class SyncEndingError extends ConnectorError {
  override readonly name = 'SyncEndingError';
}

/** One request asked for more than the API bears: a smaller one may succeed. */
export class TooMuchError extends ConnectorError {
  override readonly name: string = 'TooMuchError';
}

/** The answer is no good, and the next one may be: the same request may be sent again. */
export class PassingError extends ConnectorError {
  override readonly name: string = 'PassingError';
}

/** The API did not accept what a request says: the same request is pointless, another form of it may do. */
export class RefusedError extends ConnectorError {
  override readonly name = 'RefusedError';
  /** The HTTP status. */
  readonly status: number;

  constructor(options: ConnectorErrorOptions & { readonly status: number }) {
    super(options);
    this.status = options.status;
  }
}

/** The same error without secrets: what a server answers may repeat the key. */
export function redactedError(error: ConnectorError, redact: (text: string) => string): ConnectorError {
  const { failureType, message, internalMessage } = error;
  const internal = internalMessage === undefined ? {} : { internalMessage: redact(internalMessage) };
  return new ConnectorError({ failureType, message: redact(message), ...internal });
}

/** Whatever was thrown, as an error that users can read; what we did not foresee is a bug and says so. */
export function toConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const internalMessage = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ConnectorError({
    failureType: 'system_error',
    message: 'The connector met something that it was not written for; please report it with the log of this sync.',
    internalMessage,
    cause: error,
  });
}
