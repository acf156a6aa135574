import { type Differences, NO_DIFFERENCES } from './differences.ts';
import type { Product } from './products.ts';

/**
 * Switches for what nobody outside Pendo knows for certain, and for what differs between subscriptions.
 * The values are read at every request, so a test may change them while the emulator runs.
 */
export interface Behaviour extends Differences {
  /**
   * Whether the three per-object event sources refuse `hourRange` without ids. Documented, but contradicted by
   * production clients (evidence.md#hour-range-ids).
   */
  hourRangeNeedsIds: boolean;
  /** The most rows that the server returns, silently, even if `limit` asks for more (evidence.md#limit-cap). */
  limitCap: number | undefined;
  /**
   * Rows above which a query is too big. Pendo's limits are five minutes and 4 GB (evidence.md#aggregation-limits);
   * rows are easier to test.
   */
  maxRows: number | undefined;
  /** Which rows `maxRows` counts: what the query returns, or what it reads before any filter. */
  maxRowsOf: 'returned' | 'scanned';
  /**
   * How a query that is too big fails: 400 or 408 with "Query exceeded memory limit" (evidence.md#too-big), or a body
   * that breaks off (evidence.md#too-big-breaks-off).
   */
  tooBig: '408' | '400' | 'cut';
  /** Whether the key belongs to another region: every request is answered with 400 (evidence.md#wrong-region). */
  wrongRegion: boolean;
  /** 403 was observed for a bad key; Pendo's status table says 401 (evidence.md#key-refused). */
  badKeyStatus: 401 | 403;
  /**
   * Whether `count: -5` includes the period of `first`. By the documented rule it does not, by an example on the same
   * page it does (evidence.md#count-back).
   */
  countBackIncludesFirst: boolean;
  /**
   * Whether rows that compare equal come in a different order at each request. Pendo promises no order
   * (evidence.md#sort-ties).
   */
  unstableOrder: boolean;
  /**
   * What the operator `segment` does with an id that Pendo does not know. This is undocumented
   * (evidence.md#unknown-segment).
   */
  unknownSegment: '400' | 'empty';
  /** Products that the subscription lacks. Everything that belongs to one of them is refused. */
  lackingProducts: readonly Product[] | undefined;
  /** The status of that refusal, which is undocumented (evidence.md#missing-product). */
  lackingStatus: 400 | 403 | 404 | 410 | 422;
  /**
   * The body of `/blacklist` and `/servername`: a list, an object with `results`, or an object of lists. No real body
   * is known (evidence.md#exclude-list-endpoints).
   */
  itemListForm: 'array' | 'results' | 'groups';
  /** The name of the answer's field in `pollsSeenEver` (evidence.md#seen-ever). */
  pollAnswerField: 'response' | 'pollResponse';
  /**
   * Whether to answer with gzip when the client asks for it. Whether Pendo does is undocumented (evidence.md#gzip). Off
   * unless asked for, since on one machine it only costs time; `npm run emulator` asks for it.
   */
  gzip: boolean;
}

export const DEFAULT_BEHAVIOUR: Readonly<Behaviour> = {
  ...NO_DIFFERENCES,
  hourRangeNeedsIds: false,
  limitCap: undefined,
  maxRows: undefined,
  maxRowsOf: 'returned',
  tooBig: '408',
  wrongRegion: false,
  badKeyStatus: 403,
  countBackIncludesFirst: false,
  unstableOrder: false,
  unknownSegment: '400',
  lackingProducts: undefined,
  lackingStatus: 403,
  itemListForm: 'array',
  pollAnswerField: 'response',
  gzip: false,
};
