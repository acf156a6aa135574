/** How Airbyte reacts to a failure: a config error ends the job at once, a transient error is retried. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error';

export interface ConnectorErrorOptions {
  readonly failureType: FailureType;
  /** One sentence for the user: what happened, and what to do. */
  readonly message: string;
  /** Facts for debugging. Never a secret, a header or the body of a request. */
  readonly internalMessage?: string;
  readonly cause?: unknown;
}

/** The base class of all errors that users see. `message` is for the user, `failureType` for Airbyte. */
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

/** A mistake in the config, the catalog or the state. Only the user can fix it, so nothing is retried. */
export function configError(message: string, cause?: unknown): ConnectorError {
  return new ConnectorError({ failureType: 'config_error', message, cause });
}

/** Pendo refuses the key or its rights. No stream can go on, so the whole sync ends at once. */
export class SyncEndingError extends ConnectorError {
  override readonly name = 'SyncEndingError';
}

/** A request asked for more than the API can handle. A smaller one may succeed. */
export class TooMuchError extends ConnectorError {
  override readonly name: string = 'TooMuchError';
}

/** The answer is unusable, but the next one may be good: a retry of the same request makes sense. */
export class PassingError extends ConnectorError {
  override readonly name: string = 'PassingError';
}

/** The API rejected the content of a request. A retry is pointless, but another form of the request may succeed. */
export class RefusedError extends ConnectorError {
  override readonly name = 'RefusedError';
  /** The HTTP status. */
  readonly status: number;

  constructor(options: ConnectorErrorOptions & { readonly status: number }) {
    super(options);
    this.status = options.status;
  }
}

/** Returns the error without secrets: a server's answer may repeat the key. */
export function redactedError(error: ConnectorError, redact: (text: string) => string): ConnectorError {
  const { failureType, message, internalMessage } = error;
  const internal = internalMessage === undefined ? {} : { internalMessage: redact(internalMessage) };
  return new ConnectorError({ failureType, message: redact(message), ...internal });
}

/** Turns anything thrown into an error for users. Anything but a ConnectorError is a bug, and the message says so. */
export function toConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const internalMessage = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ConnectorError({
    failureType: 'system_error',
    message: 'The connector failed with an unexpected error; please report it with the log of this sync.',
    internalMessage,
    cause: error,
  });
}
