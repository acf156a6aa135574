import { type MetadataField, metadataFields } from './metadata/fields.ts';
import { type KeyPart, Random } from './prng.ts';
import { remember } from './remember.ts';
import { DEFAULT_NOW, DEFAULT_TIME_ZONE, type Scale } from './scales.ts';
import { createTimeZone, type TimeZone } from './time-zone.ts';

/** The input from which all data is computed. */
export interface World {
  readonly scale: Scale;
  readonly zone: TimeZone;
  /** The first local day with events. */
  readonly firstDay: number;
  /** The local day of DEFAULT_NOW. */
  readonly defaultDay: number;
  readonly metadataFields: readonly MetadataField[];
  /** The same key gives the same numbers. */
  random(...key: readonly KeyPart[]): Random;
  /** One to four steps per guide. They never change, so that events can refer to them. */
  guideStepIds(guide: number): readonly string[];
}

export function createWorld(seed: number, scale: Scale): World {
  const zone = createTimeZone(scale.timeZone ?? DEFAULT_TIME_ZONE);
  const defaultDay = zone.dayOf(DEFAULT_NOW);
  const random = (...key: readonly KeyPart[]) => new Random(seed, key);
  return {
    scale,
    zone,
    defaultDay,
    firstDay: defaultDay - scale.days + 1,
    metadataFields: metadataFields(scale),
    random,
    guideStepIds: remember((guide) =>
      Array.from({ length: 1 + (guide % 4) }, (_, rank) => random('guide step', guide, rank).text(27)),
    ),
  };
}
