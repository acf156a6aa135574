/** One event as it is stored. Its texts are JSON, so that no digit, key or lone surrogate is lost. */
export interface InboxEvent {
  /** The `uniqueId` as canonical JSON: equal ids have equal texts. */
  readonly uniqueId: string;
  /** The event's name as JSON; null when it has none. */
  readonly event: string | null;
  /** The event as it was received, on one line. */
  readonly payload: string;
  readonly receivedAtMs: number;
}

export interface KeptEvent extends InboxEvent {
  readonly sequence: number;
}

/** The outcome for the events of one request. */
export interface Appended {
  readonly stored: number;
  /** Events whose id was already stored. The first event with an id is the one that is kept. */
  readonly duplicates: number;
  /** Duplicates whose text differs from the stored one. */
  readonly conflicts: number;
}

export interface PageLimits {
  readonly rows: number;
  /** A page may exceed it by one event. */
  readonly bytes: number;
}

/** A consistent snapshot of a part of the feed and of the inbox that it comes from. */
export interface FeedPart {
  /** Differs for a new inbox at the same address, whose sequences begin at 1 again. */
  readonly inboxId: string;
  /** The highest sequence ever assigned; 0 when there is none. Never below the last one of `events`. */
  readonly lastSequence: number;
  readonly events: readonly KeptEvent[];
}

/** Which events a purge may delete. */
export interface PurgeLimits {
  /** Delete read events that were received before this time. */
  readonly readBeforeMs: number;
  /** Delete unread events that were received before this time. */
  readonly unreadBeforeMs: number;
  /** Keep events with an earlier time: a wrong clock wrote it, so their age is unknown. */
  readonly sinceMs: number;
  /** Maximum number of events per call. */
  readonly rows: number;
}

export interface Purged {
  readonly removed: number;
  /** How many of them had never been read. */
  readonly unread: number;
}

export interface InboxStats {
  readonly events: number;
  /** When the oldest event was received; undefined when there is none. */
  readonly oldestMs: number | undefined;
}

/**
 * Stores events. Every promise rejects when the inbox is unavailable, also when its file or its tables were removed.
 * The store recovers by itself: it opens or creates them again, and a later call may succeed.
 */
export interface InboxStore {
  /** How many concurrent calls of `write` are worthwhile. */
  readonly writesAtOnce: number;
  /**
   * Stores the events of several requests in one transaction, and resolves when they would survive a power cut. Returns
   * one outcome per request. It writes even without events, so that it can test whether the inbox is writable.
   */
  write(requests: readonly (readonly InboxEvent[])[]): Promise<readonly Appended[]>;
  /**
   * Returns the events after a sequence in ascending order; an empty page means that there is nothing newer. After it
   * has returned a sequence, no lower one ever appears.
   */
  page(after: number, limits: PageLimits): Promise<FeedPart>;
  /**
   * Records that a reader has read up to this sequence. One above the last sequence belongs to another inbox: ignored.
   */
  markRead(sequence: number): Promise<void>;
  /** Deletes up to `rows` events that are old enough. `removed` is 0 when none is left. */
  purge(limits: PurgeLimits): Promise<Purged>;
  /** Frees resources that are not needed, such as a long write-ahead log. Called every few seconds. */
  tidy(): Promise<void>;
  stats(): Promise<InboxStats>;
  close(): Promise<void>;
}
