export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The middle of some figures and how far they lie apart; of an even number, the upper one of the two in the middle. */
export function summarize(figures: readonly number[]): Summary {
  const sorted = [...figures].sort((a, b) => a - b);
  const [least] = sorted;
  const median = sorted[Math.floor(sorted.length / 2)];
  const most = sorted.at(-1);
  if (least === undefined || median === undefined || most === undefined) throw new Error('There are no figures.');
  return { median, least, most };
}
