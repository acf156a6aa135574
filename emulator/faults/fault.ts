import type { Incoming } from '../http/incoming.ts';

/** Which requests a fault applies to. All given conditions must hold. */
export interface FaultMatch {
  /** A part of the path, such as `/aggregation`, or a pattern. */
  readonly path?: string | RegExp;
  readonly method?: string;
  /** The source of an aggregation, such as `pageEvents`. */
  readonly source?: string;
  /** Tested on the raw body, for example to match requests with a certain filter. */
  readonly body?: RegExp;
  readonly when?: (request: Incoming) => boolean;
  /** Begin with the nth matching request, counted from 1 since the fault was added. */
  readonly nth?: number;
  /** How often to fire. Default: once if `nth` is given, otherwise without limit. */
  readonly times?: number;
}

/** A place in a body. `afterRows: 0` is after the head of the body. The default is 0 bytes: only headers are sent. */
export interface BodyPlace {
  readonly afterRows?: number;
  readonly afterBytes?: number;
}

/**
 * What goes wrong. Effects combine, such as a delay and then a status. An effect that replaces the answer wins over one
 * that breaks it off.
 */
export interface FaultEffect {
  /** Wait before the headers. */
  readonly delayMs?: number;
  readonly delayPerRowMs?: number;
  /** Answer with this status (and `body`) instead of data. `body` alone means 200, for example for an HTML page. */
  readonly status?: number;
  readonly body?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfter?: { readonly seconds: number; readonly form?: 'seconds' | 'date' };
  /** Redirect to this URL, to test that the client does not send the key there. */
  readonly redirect?: string;
  /** Break the connection before any answer. */
  readonly reset?: boolean;
  /** `{"startTime":…,"results":null}` instead of rows. */
  readonly resultsNull?: boolean;
  /** Break the connection in the middle of the body. */
  readonly cut?: BodyPlace;
  /** Stop sending in the middle of the body, with the connection open, until the client gives up. */
  readonly stall?: BodyPlace;
  /** End the answer cleanly in the middle of the body: complete HTTP, but broken JSON. */
  readonly truncate?: BodyPlace;
}

export interface Fault extends FaultEffect {
  readonly match?: FaultMatch;
}

export interface AddedFault {
  readonly fault: Fault;
  /** How often it fired. */
  readonly fired: number;
  remove(): void;
}
