/** A row as Pendo would send it: plain JSON with Pendo's own names. */
export type PendoRow = Readonly<Record<string, unknown>>;

export type EventSource =
  | 'events'
  | 'pageEvents'
  | 'featureEvents'
  | 'trackEvents'
  | 'guideEvents'
  | 'pollEvents'
  | 'emailEvents'
  | 'singleEvents'
  | 'recordingMetadata';
export type ObjectSource = 'pages' | 'features' | 'trackTypes' | 'guides';
export type SeenSource = 'guidesSeenEver' | 'pollsSeenEver';

/** Lists that Pendo returns whole, for all apps. `bulkDeletions` are those that are not finished yet. */
export type ListName =
  | 'apps'
  | 'productAreas'
  | 'guideCategories'
  | 'segments'
  | 'reports'
  | 'feedback'
  | 'ideas'
  | 'votes'
  | 'excludeList'
  | 'servers'
  | 'bulkDeletions'
  | 'allBulkDeletions';
export type Period = 'hourRange' | 'dayRange' | 'weekRange' | 'monthRange';

/**
 * What the exclude list does to a query: leave out the listed visitors, ignore the list, or return only the listed
 * visitors.
 */
export type Blacklist = 'apply' | 'ignore' | 'only';

export interface App {
  readonly id: number;
  readonly name: string;
  readonly displayName: string;
  readonly platform: string;
}

export interface EventQuery {
  readonly source: EventSource;
  /** Only for the four aggregated sources; guideEvents and pollEvents are single events. */
  readonly period: Period;
  /**
   * Epoch milliseconds, `[from, to)`. For aggregated sources these are bucket starts, for single events browserTime.
   */
  readonly from: number;
  readonly to: number;
  readonly appIds: readonly number[];
  readonly blacklist: Blacklist;
  /** Only for emailEvents, whose rows do not say what the mail was about. */
  readonly email?: EmailQuery;
}

export interface EmailQuery {
  readonly targetType?: 'guide' | 'campaign';
  readonly targetId?: string;
  readonly eventType?: string;
}

/** The apps and visitors whose guide and poll states are requested. */
export type SeenQuery = Pick<EventQuery, 'appIds' | 'blacklist'>;

/**
 * The data of one emulated Pendo subscription, a pure function of (seed, scale, now).
 * `now` is the emulator's clock in epoch milliseconds. Data that Pendo would not have yet at that moment is absent.
 */
export interface Subscription {
  readonly timeZone: string;
  readonly apps: readonly App[];
  /** The app that Pendo reads if a request names none. */
  readonly defaultAppId: number;
  bucketStart(period: Period, time: number): number;
  nextBucket(period: Period, start: number): number;
  visitors(now: number): Iterable<PendoRow>;
  accounts(now: number): Iterable<PendoRow>;
  /** The row of `visitors` with this id. */
  visitor(visitorId: string, now: number): PendoRow | undefined;
  account(accountId: string, now: number): PendoRow | undefined;
  list(name: ListName, now: number): Iterable<PendoRow>;
  objects(source: ObjectSource, now: number, appIds: readonly number[]): Iterable<PendoRow>;
  /** Generated lazily, so that millions of rows need no memory. */
  events(query: EventQuery, now: number): Iterable<PendoRow>;
  /** What each visitor saw and answered last, computed from all guideEvents and pollEvents up to now. */
  seen(source: SeenSource, query: SeenQuery, now: number): Iterable<PendoRow>;
  /** All versions of a guide, newest first; undefined for an unknown one. */
  guideVersions(guideId: string, now: number): Iterable<PendoRow> | undefined;
  /** Undefined for a visitor that Pendo does not know. Times in epoch ms; items have no id. */
  visitorHistory(visitorId: string, from: number, to: number, now: number): readonly PendoRow[] | undefined;
  metadataSchema(kind: 'visitor' | 'account'): PendoRow;
}
