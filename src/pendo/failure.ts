import { HTTPError, TimeoutError } from 'got';
import { codeOf } from './network-error.ts';

/** What is worth knowing of a failed request: got's own error holds the key, and is passed on to nobody. */
export interface RequestFailure {
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  readonly isTimeout: boolean;
  /** Node's code, such as ECONNREFUSED; '' when there is none. */
  readonly code: string;
}

export function failureOf(error: unknown): RequestFailure {
  return {
    status: error instanceof HTTPError ? error.response.statusCode : undefined,
    isTimeout: error instanceof TimeoutError,
    code: codeOf(error),
  };
}
