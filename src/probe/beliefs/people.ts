import { agreesIf, counted, isNear, numberOf, rowsOf, unknown } from '../findings.ts';
import {
  SORTED_TIMES,
  VISITORS,
  VISITORS_IDENTIFIED,
  VISITORS_UNSET,
  VISITORS_WITH_TIME,
  VISITORS_WITHOUT_TIME,
} from '../people.ts';
import type { AskedBelief, Asking } from '../types.ts';

async function numbers(asking: Asking): Promise<{ all: number; identified: number; unset: number }> {
  const [all, identified, unset] = await Promise.all(
    [VISITORS, VISITORS_IDENTIFIED, VISITORS_UNSET].map((question) => numberOf(asking, question)),
  );
  return { all: all ?? 0, identified: identified ?? 0, unset: unset ?? 0 };
}

export const PEOPLE_BELIEFS: readonly AskedBelief[] = [
  {
    id: 'identified-false',
    about: '`identified: false` on visitors',
    assumes: 'all visitors are returned, anonymous ones too',
    grade: 'V',
    evidence: 'identified-false',
    ifWrong: 'With include_anonymous_visitors, identified visitors are missing.',
    isEssential: true,
    async judge(asking) {
      const { all, identified } = await numbers(asking);
      const seen = `${all} with false, ${identified} with true`;
      return isNear(all, identified)
        ? unknown(`${seen}: there may be no anonymous visitors`)
        : agreesIf(all > identified, seen);
    },
  },
  {
    id: 'identified-unset',
    about: '`identified` unset on visitors',
    assumes: 'all visitors are returned, as with `false`',
    grade: 'I',
    evidence: 'identified-unset',
    ifWrong: 'Nothing for visitors, which always send it.',
    isEssential: false,
    async judge(asking) {
      const { all, identified, unset } = await numbers(asking);
      const seen = `${unset} without it, ${all} with false, ${identified} with true`;
      return isNear(all, identified)
        ? unknown(`${seen}: there may be no anonymous visitors`)
        : agreesIf(isNear(unset, all), seen);
    },
  },
  {
    id: 'rows-without-a-field',
    about: 'Rows without a compared field',
    assumes: 'the field is null: `<` and `>` are false, so `lastupdated >= x` drops these rows',
    grade: 'I',
    evidence: 'values-in-expressions',
    ifWrong: 'Nothing is lost: rows without a time are asked for as well, whatever the comparison does.',
    isEssential: false,
    async judge(asking) {
      const [all = 0, timeless = 0, timed = 0] = await Promise.all(
        [VISITORS, VISITORS_WITHOUT_TIME, VISITORS_WITH_TIME].map((question) => numberOf(asking, question)),
      );
      const seen = `${all} visitors: ${timeless} without lastupdated, ${timed} with lastupdated >= 0`;
      // If the belief is wrong, `timed` is `all`. Some may have come or gone between the questions.
      const isWithoutThem = Math.abs(timeless + timed - all) < Math.abs(timed - all);
      return timeless === 0 ? unknown(seen) : agreesIf(isWithoutThem, seen);
    },
  },
  {
    id: 'null-in-sort',
    about: 'Null in `sort`',
    assumes: 'sorts first',
    grade: 'I',
    evidence: 'sort-order',
    ifWrong: 'Nothing: a sync sorts by ids only, which are never null.',
    isEssential: false,
    async judge(asking) {
      const [rows, timeless] = await Promise.all([
        rowsOf(asking, SORTED_TIMES),
        numberOf(asking, VISITORS_WITHOUT_TIME),
      ]);
      if (timeless === 0) return unknown('every visitor has lastupdated');
      const first = rows.slice(0, timeless).filter(({ time }) => time === null || time === undefined).length;
      return agreesIf(
        first === Math.min(timeless, rows.length),
        `${counted(first, 'row')} without lastupdated came first`,
      );
    },
  },
];
