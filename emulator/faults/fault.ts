import type { Incoming } from '../http/incoming.ts';

/** Which requests a fault is for: all of the given conditions must hold. */
export interface FaultMatch {
  /** A part of the path, such as `/aggregation`, or a pattern for it. */
  readonly path?: string | RegExp;
  readonly method?: string;
  /** The source of an aggregation, such as `pageEvents`. */
  readonly source?: string;
  /** Tested on the body as it came, for example for requests that carry a certain filter. */
  readonly body?: RegExp;
  readonly when?: (request: Incoming) => boolean;
  /** Begin with the nth request that matches, counted from 1 when the fault is added. */
  readonly nth?: number;
  /** Fire so often and then no more. Default: once when `nth` is given, for ever otherwise. */
  readonly times?: number;
}

/** A place in a body. After 0 rows is behind the head of the answer; the default is 0 bytes: headers only. */
export interface BodyPlace {
  readonly afterRows?: number;
  readonly afterBytes?: number;
}

/** What goes wrong. Effects combine: a delay and then a status. Those that replace the answer win over those that spoil it. */
export interface FaultEffect {
  /** Wait before the headers. */
  readonly delayMs?: number;
  readonly delayPerRowMs?: number;
  /** Answer this status (with `body`) instead of data; `body` alone means 200, for example an HTML page. */
  readonly status?: number;
  readonly body?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfter?: { readonly seconds: number; readonly form?: 'seconds' | 'date' };
  /** Send a redirect there: the key must not go along. */
  readonly redirect?: string;
  /** Break the connection before any answer. */
  readonly reset?: boolean;
  /** `{"startTime":…,"results":null}` instead of rows. */
  readonly resultsNull?: boolean;
  /** Break the connection inside the body. */
  readonly cut?: BodyPlace;
  /** Fall silent inside the body, with the connection open, until the client gives up. */
  readonly stall?: BodyPlace;
  /** End the answer cleanly inside the body: complete HTTP, broken JSON. */
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
