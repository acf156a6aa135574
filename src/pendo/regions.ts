/**
 * The hosts of Pendo's API, which also serve its login pages (evidence.md#hosts). Regions are separate: a key of one is
 * refused by all others (evidence.md#separate-regions).
 */
export const REGION_URLS = {
  us: 'https://app.pendo.io',
  us1: 'https://us1.app.pendo.io',
  eu: 'https://app.eu.pendo.io',
  jp: 'https://app.jpn.pendo.io',
  au: 'https://app.au.pendo.io',
} as const;

export type Region = keyof typeof REGION_URLS;
