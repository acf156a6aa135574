import { Refusal } from './http/refusal.ts';

/**
 * Products that a subscription may lack, with the sources, operators and routes that belong to each. Which of them
 * Pendo sells separately is partly inferred (evidence.md#missing-product).
 */
const PARTS_OF = {
  areas: ['source groups'],
  bulkDeletions: ['GET bulkdelete', 'GET bulkdelete/:'],
  doNotProcess: ['source doNotProcessVisitors', 'source doNotProcessAccounts'],
  email: ['source emailEvents'],
  excludeList: ['GET blacklist', 'GET blacklist/type/:', 'GET servername', 'GET servername/:', 'GET servername/flag/:'],
  feedback: ['source vocItems', 'source votes'],
  guideVersions: ['GET guide/:/history'],
  recordings: ['source recordingMetadata'],
  reports: ['GET report', 'GET report/:/results.json'],
  seenStates: ['source guidesSeenEver', 'source pollsSeenEver'],
  segments: ['GET segment', 'GET segment/:', 'operator segment'],
  singleEvents: ['source singleEvents'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Product = keyof typeof PARTS_OF;

export const PRODUCTS = Object.keys(PARTS_OF) as readonly Product[];

interface Lacking {
  readonly lackingProducts: readonly Product[] | undefined;
  readonly lackingStatus: number;
}

/** `part` is for example `source votes` or `GET report`. */
export function refuseLacking({ lackingProducts = [], lackingStatus }: Lacking, part: string): void {
  const isLacking = lackingProducts.some((product) => PARTS_OF[product].some((name) => name === part));
  if (isLacking) throw new Refusal(lackingStatus, 'not available for this subscription');
}
