import type { Product } from './products.ts';

/**
 * What nobody outside Pendo knows for certain, or what differs from one subscription to another: each is a switch.
 * The values are read at every request, so a test may change them while the emulator runs.
 */
export interface Behaviour {
  /**
   * Documented, contradicted by production clients (evidence.md#hour-range-ids): the three per-object event sources
   * refuse `hourRange` without ids.
   */
  hourRangeNeedsIds: boolean;
  /** A server that silently gives fewer rows than `limit` asked for (evidence.md#limit-cap). */
  limitCap: number | undefined;
  /**
   * Rows above which a query is too big. Pendo's bounds are five minutes and 4 GB (evidence.md#aggregation-limits);
   * rows are easier to test.
   */
  maxRows: number | undefined;
  /** Which rows `maxRows` counts: what the query returns, or what it reads before any filter. */
  maxRowsOf: 'returned' | 'scanned';
  /**
   * How "too big" shows: 400 and 408 with "Query exceeded memory limit" (evidence.md#too-big), or a body that breaks
   * off (evidence.md#too-big-breaks-off).
   */
  tooBig: '408' | '400' | 'cut';
  /** The key belongs to another region: every request answers 400 (evidence.md#wrong-region). */
  wrongRegion: boolean;
  /** 403 was observed for a bad key; Pendo's status table says 401 (evidence.md#key-refused). */
  badKeyStatus: 401 | 403;
  /**
   * `count: -5` leaves out the period of `first` by the rule, and includes it by an example of the same page
   * (evidence.md#count-back).
   */
  countBackIncludesFirst: boolean;
  /**
   * Rows that compare equal come in another order at each request: nothing promises an order (evidence.md#sort-ties).
   */
  unstableOrder: boolean;
  /**
   * What the operator `segment` does with an id that Pendo does not know: nobody wrote it down
   * (evidence.md#unknown-segment).
   */
  unknownSegment: '400' | 'empty';
  /** Products that the subscription lacks: all that belongs to one is refused. */
  lackingProducts: readonly Product[] | undefined;
  /** How that shows: no one wrote it down (evidence.md#missing-product). */
  lackingStatus: 400 | 403 | 404 | 410 | 422;
  /**
   * The body of `/blacklist` and `/servername`: a list, an object with `results`, or an object of lists. None was ever
   * seen (evidence.md#exclude-list-endpoints).
   */
  itemListForm: 'array' | 'results' | 'groups';
  /** The name of the answer's field in `pollsSeenEver` (evidence.md#seen-ever). */
  pollAnswerField: 'response' | 'pollResponse';
  /** Answer gzip when the client asks for it. Nobody wrote down whether Pendo does (evidence.md#gzip). */
  gzip: boolean;
}

export const DEFAULT_BEHAVIOUR: Readonly<Behaviour> = {
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
  gzip: true,
};
