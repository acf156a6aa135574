/** One event as it is kept. The texts are JSON, so that no digit, no key and no half of a surrogate pair is lost. */
export interface InboxEvent {
  /** The `uniqueId` as a JSON text in one spelling: equal ids are equal texts. */
  readonly uniqueId: string;
  /** The name as a JSON text; null when the event has none. */
  readonly event: string | null;
  /** The event as it came, on one line. */
  readonly payload: string;
  readonly receivedAtMs: number;
}

export interface KeptEvent extends InboxEvent {
  readonly sequence: number;
}

/** What became of the events of one request. */
export interface Appended {
  readonly stored: number;
  /** Events whose id was there already; the first event with an id is the one that is kept. */
  readonly duplicates: number;
  /** Duplicates whose text was another one. */
  readonly conflicts: number;
}

export interface PageLimits {
  readonly rows: number;
  /** A page may exceed it by one event. */
  readonly bytes: number;
}

/** A part of the feed, and the inbox that it came from, as they were at one moment. */
export interface FeedPart {
  /** Tells apart an inbox from a new one at the same address, whose sequences begin at 1 again. */
  readonly inboxId: string;
  /** The last sequence that was ever given out: 0 when there is none. At least the last one of `events`. */
  readonly lastSequence: number;
  readonly events: readonly KeptEvent[];
}

/** Which events are old enough to go. */
export interface PurgeLimits {
  /** Of the events that a reader has passed: those that were received before. */
  readonly readBeforeMs: number;
  /** Of all the others. */
  readonly unreadBeforeMs: number;
  /** Events with an earlier time stay: a wrong clock wrote it, so nobody knows how old they are. */
  readonly sinceMs: number;
  /** At most so many at once. */
  readonly rows: number;
}

export interface Purged {
  readonly removed: number;
  /** Events among them that no reader had passed. */
  readonly unread: number;
}

export interface InboxStats {
  readonly events: number;
  /** When the oldest event was received; undefined when there is none. */
  readonly oldestMs: number | undefined;
}

/**
 * Where events are kept. Every promise rejects when the inbox cannot do it now, also when its file or its tables were taken
 * away; nothing needs to be mended then: it opens them anew, and the next call may succeed.
 */
export interface InboxStore {
  /** How many calls of `write` are worth being under way at once. */
  readonly writesAtOnce: number;
  /**
   * Keeps the events of several requests in one transaction, and resolves when they survive a power cut. It writes even when
   * there are no events, so that it also says whether the inbox can be written.
   */
  write(requests: readonly (readonly InboxEvent[])[]): Promise<readonly Appended[]>;
  /**
   * Events after a sequence in rising order; none means that there is nothing newer. Once it has given a sequence, no lower
   * one ever appears.
   */
  page(after: number, limits: PageLimits): Promise<FeedPart>;
  /** Remembers that a reader has passed this sequence; one beyond the last was read in another inbox, and says nothing. */
  markRead(sequence: number): Promise<void>;
  /** Removes some of the events that are old enough; none when there are no more. */
  purge(limits: PurgeLimits): Promise<Purged>;
  /** Gives back what the inbox holds without need, such as a long log. Called every few seconds. */
  tidy(): Promise<void>;
  stats(): Promise<InboxStats>;
  close(): Promise<void>;
}
