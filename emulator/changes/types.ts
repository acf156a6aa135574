import type { ListName, ObjectSource } from '../types.ts';

/** Grouped event sources whose rows belong to a tagged object. */
export type TaggedSource = 'pageEvents' | 'featureEvents' | 'trackEvents';

interface Moment {
  /** When it happens, in epoch milliseconds of the emulator's clock. Before that, nothing of it shows. */
  readonly at: number;
}

/** An object is tagged anew, so that other events match it, in its whole past (evidence.md#retag). */
export interface Retag extends Moment {
  readonly kind: 'retag';
  readonly source: TaggedSource;
  readonly objectId: string;
  /** `moved`: what matched until now no longer does, and other events do. */
  readonly matches: 'fewer' | 'more' | 'moved';
  /** Whether Pendo has the new past at once, or first clears it and then fills it from today backwards. */
  readonly refill: 'atOnce' | 'backwards';
}

/** Everything that a guide's visitors saw and answered before `at` is gone, and `resetAt` rises. */
export interface GuideReset extends Moment {
  readonly kind: 'resetGuide';
  readonly guideId: string;
}

/** The object leaves its list. Its events stay. */
export interface ObjectDeletion extends Moment {
  readonly kind: 'deleteObject';
  readonly list: ObjectSource | ListName;
  readonly id: string;
}

/** New values that come without a new time of change. */
export interface SilentEdit extends Moment {
  readonly kind: 'editObject';
  readonly list: ObjectSource | ListName;
  readonly id: string;
  /** Fields of the row, by Pendo's names: `name`, `group`, `validThrough`, … */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The visitor and all rows about it are gone (evidence.md has what is known of bulk deletions). */
export interface VisitorDeletion extends Moment {
  readonly kind: 'deleteVisitor';
  readonly visitorId: string;
}

/** Rows of a day that Pendo had processed long before, as when a client was offline. */
export interface LateRows extends Moment {
  readonly kind: 'lateRows';
  readonly source: 'events' | TaggedSource | 'guideEvents' | 'pollEvents';
  /** Any time of the day that gains rows. */
  readonly day: number;
  readonly rows: number;
}

/** A visitor is put on the exclude list or taken off. */
export interface Exclusion extends Moment {
  readonly kind: 'excludeVisitor';
  readonly visitorId: string;
  readonly excluded: boolean;
}

/** The subscription gets another time zone, so that every bucket begins at another time. */
export interface ZoneMove extends Moment {
  readonly kind: 'moveZone';
  readonly timeZone: string;
}

/** Something that changes what Pendo said before. */
export type Change =
  | Retag
  | GuideReset
  | ObjectDeletion
  | SilentEdit
  | VisitorDeletion
  | LateRows
  | Exclusion
  | ZoneMove;
