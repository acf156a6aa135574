import type { Random } from '../../../emulator/data/prng.ts';
import type { Behaviour, Fault } from '../../../emulator/index.ts';

/** How the emulated Pendo behaves unusually during the whole scenario. */
export interface Quirks {
  readonly behaviour: Partial<Behaviour>;
  readonly lasting: readonly Fault[];
  /** Multiplies the rows per day, so that a limit of rows is reached. */
  readonly density: number;
}

/** Limits below the rows of one day, but above the rows of one visitor, one object or one list of ids. */
const TIGHT_ROWS = { low: 26, high: 60 };
const DENSE = 4;
const TOO_BIG: readonly [Behaviour['tooBig'], ...Behaviour['tooBig'][]] = ['408', '400', 'cut'];

/** `crowded`: after months of new visitors and objects, a tight limit would leave no way to list their ids. */
export function drawQuirks(random: Random, crowded: boolean): Quirks {
  const common = { unstableOrder: random.chance(0.5), gzip: random.chance(0.25) };
  const kind = random.below(10);
  if (kind === 0 || (kind === 6 && !crowded))
    return { behaviour: { ...common, limitCap: random.between(1, 9) }, lasting: [], density: 1 };
  if ((kind === 1 || kind === 2) && !crowded) {
    const tooBig = random.pick(TOO_BIG);
    const maxRows = random.between(TIGHT_ROWS.low, TIGHT_ROWS.high);
    return { behaviour: { ...common, maxRows, tooBig }, lasting: [], density: DENSE };
  }
  if (kind === 3 && !crowded) {
    const tooBig = random.pick(TOO_BIG);
    return { behaviour: { ...common, maxRowsOf: 'scanned', maxRows: 180, tooBig }, lasting: [], density: 2 };
  }
  if (kind === 4) return { behaviour: { ...common, hourRangeNeedsIds: true }, lasting: [], density: 1 };
  if (kind === 5) return { behaviour: common, lasting: [refusedFilter()], density: 1 };
  return { behaviour: common, lasting: [], density: 1 };
}

/** This Pendo does not accept a filter by `lastupdated`. */
function refusedFilter(): Fault {
  return {
    match: { path: '/aggregation', body: /metadata\.auto\.lastupdated/ },
    status: 400,
    body: 'Cannot parse filter expression',
  };
}
