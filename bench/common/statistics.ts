export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The median of some figures, the least and the greatest. */
export function summarize(figures: readonly number[]): Summary {
  const sorted = [...figures].sort((a, b) => a - b);
  const [least] = sorted;
  const most = sorted.at(-1);
  const below = sorted[Math.ceil(sorted.length / 2) - 1];
  const above = sorted[Math.floor(sorted.length / 2)];
  if (least === undefined || most === undefined || below === undefined || above === undefined) {
    throw new Error('There are no figures.');
  }
  return { median: (below + above) / 2, least, most };
}
