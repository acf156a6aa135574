export type AggregatedSource = 'events' | 'pageEvents' | 'featureEvents' | 'trackEvents';
export type SingleEventSource = 'guideEvents' | 'pollEvents';

/** usual: all field types. none: no custom fields. null-groups: some groups are null. thousands: 3,000 more fields. */
export type MetadataVariant = 'usual' | 'none' | 'null-groups' | 'thousands';

/**
 * The size and the special features of a subscription. Spread one to make a variant: `{ ...SCALES.tiny, retags: true
 * }`.
 */
export interface Scale {
  /** Counts at DEFAULT_NOW. More come as the clock moves on. */
  readonly visitors: number;
  readonly accounts: number;
  readonly pages: number;
  readonly features: number;
  readonly guides: number;
  readonly trackTypes: number;
  /** The number of local days with events, up to and including the day of DEFAULT_NOW. */
  readonly days: number;
  /** Rows of a dayRange on a working day, for all apps together. Weekend days have 60 % of that. */
  readonly rowsPerDay: Readonly<Record<AggregatedSource, number>>;
  readonly singleEventsPerDay: Readonly<Record<SingleEventSource, number>>;
  /** How many guide events share one millisecond. Happens every third day. */
  readonly burst: number;
  /** Whether some ids are awkward: see awkward-ids.ts. */
  readonly awkward: boolean;
  /** Leaves out metadata of type list and visitors without metadata.auto, which tap-pendo cannot handle. */
  readonly simpleMetadata?: boolean;
  readonly metadata?: MetadataVariant;
  /** On which share of the days a visitor comes. Default: one visitor in seven comes daily, others on a third of the days. */
  readonly activeShare?: number;
  /** Whether some edits of pages and features add rows to the days before them. */
  readonly retags?: boolean;
  /** An IANA name with whole-hour offsets. Default America/New_York. */
  readonly timeZone?: string;
}

/** The default start of an emulator's clock. Fixed, so that tests are repeatable. 09:27 on a Monday in New York. */
export const DEFAULT_NOW = Date.UTC(2026, 5, 15, 13, 27);

export const DEFAULT_TIME_ZONE = 'America/New_York';

const TINY: Scale = {
  visitors: 36,
  accounts: 14,
  pages: 12,
  features: 12,
  guides: 10,
  trackTypes: 9,
  days: 5,
  rowsPerDay: { events: 50, pageEvents: 50, featureEvents: 30, trackEvents: 30 },
  singleEventsPerDay: { guideEvents: 80, pollEvents: 20 },
  burst: 40,
  awkward: true,
};

const SMALL: Scale = {
  visitors: 60,
  accounts: 16,
  pages: 15,
  features: 20,
  guides: 12,
  trackTypes: 9,
  days: 14,
  rowsPerDay: { events: 400, pageEvents: 400, featureEvents: 250, trackEvents: 60 },
  singleEventsPerDay: { guideEvents: 150, pollEvents: 40 },
  burst: 40,
  awkward: true,
};

const MEDIUM: Scale = {
  visitors: 2_000,
  accounts: 150,
  pages: 45,
  features: 80,
  guides: 25,
  trackTypes: 12,
  days: 40,
  rowsPerDay: { events: 2_500, pageEvents: 2_500, featureEvents: 1_500, trackEvents: 300 },
  singleEventsPerDay: { guideEvents: 1_500, pollEvents: 200 },
  burst: 40,
  awkward: true,
};

/** The counts of a live subscription (evidence.md#live-volumes). */
const LARGE: Scale = {
  visitors: 60_000,
  accounts: 3_000,
  pages: 157,
  features: 277,
  guides: 668,
  trackTypes: 326,
  days: 90,
  rowsPerDay: { events: 40_000, pageEvents: 14_500, featureEvents: 24_600, trackEvents: 5_000 },
  singleEventsPerDay: { guideEvents: 4_200, pollEvents: 500 },
  burst: 2_000,
  awkward: true,
};

/** For measuring memory and speed: the answer for one day has about 1.5 GB. */
const HUGE: Scale = {
  ...LARGE,
  visitors: 500_000,
  accounts: 20_000,
  rowsPerDay: { events: 2_000_000, pageEvents: 2_000_000, featureEvents: 1_000_000, trackEvents: 200_000 },
  singleEventsPerDay: { guideEvents: 500_000, pollEvents: 50_000 },
  burst: 60_000,
};

export const SCALES = { tiny: TINY, small: SMALL, medium: MEDIUM, large: LARGE, huge: HUGE } as const;

export type ScaleName = keyof typeof SCALES;
