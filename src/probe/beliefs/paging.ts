import { agreesIf, counted, isNear, numberOf, rowsOf, unknown } from '../findings.ts';
import { FIRST_IDS, idsAfter, idsOf, VISITORS } from '../people.ts';
import { LATER_IDS, MOST_IDS } from '../questions.ts';
import type { AskedBelief, Asking, Finding } from '../types.ts';

/** Kinds of first characters. Orders of texts differ in how they place them. */
const KINDS: readonly (readonly [name: string, RegExp])[] = [
  ['digits', /^[0-9]/],
  ['capital letters', /^[A-Z]/],
  ['small letters', /^[a-z]/],
  ['other signs', /^[^0-9A-Za-z]/],
];

function sayKinds(ids: readonly string[]): string {
  const present = KINDS.filter(([, pattern]) => ids.some((id) => pattern.test(id))).map(([name]) => name);
  return `${counted(ids.length, 'id')} that begin with ${present.join(', ')}`;
}

function isInByteOrder(ids: readonly string[]): boolean {
  return ids.every((id, at) => at === 0 || Buffer.compare(Buffer.from(ids[at - 1] ?? ''), Buffer.from(id)) <= 0);
}

/** Where two orders would most likely disagree: before the first small letter, and in the middle. */
function pivotsOf(ids: readonly string[]): readonly (readonly [place: string, at: number])[] {
  const firstSmall = ids.findIndex((id) => /^[a-z]/.test(id));
  const middle = Math.floor(ids.length / 2);
  return [['half of them', middle], ...(firstSmall > 0 ? [['the last capital letter', firstSmall - 1] as const] : [])];
}

/** Whether the page after an id goes on exactly where the sorted page went on. */
async function isContinued(asking: Asking, ids: readonly string[], pivot: readonly [string, number]): Promise<boolean> {
  const [place, at] = pivot;
  const page = await idsOf(asking, idsAfter(place, ids[at] ?? ''));
  const expected = ids.slice(at + 1, at + 1 + LATER_IDS);
  const known = new Set(ids);
  const found = page.filter((id) => known.has(id));
  // Where the sorted page ended, others go on. Before that, only visitors who came since are new, and they are few.
  const before = page.slice(0, expected.length);
  const knownBefore = before.filter((id) => known.has(id)).length;
  return (
    found.every((id, index) => id === expected[index]) &&
    isNear(knownBefore, before.length) &&
    // A page may be cut short, but not at once.
    (page.length > 0 || expected.length === 0)
  );
}

async function judgePaging(asking: Asking): Promise<Finding> {
  const ids = await idsOf(asking, FIRST_IDS);
  if (ids.length < 3) return unknown(`${counted(ids.length, 'visitor')} are too few to compare`);
  const pages = await Promise.all(pivotsOf(ids).map((pivot) => isContinued(asking, ids, pivot)));
  const good = pages.filter(Boolean).length;
  return agreesIf(
    good === pages.length,
    `${sayKinds(ids)}; ${good} of ${counted(pages.length, 'page')} went on as sorted`,
  );
}

export const PAGING_BELIEFS: readonly AskedBelief[] = [
  {
    id: 'paging-order',
    about: 'Order of ids in `sort` against `>`',
    assumes: 'the same in both; paging by id depends on it',
    grade: 'I',
    evidence: 'sort-order',
    ifWrong: 'Visitors and accounts are missing after each page: a sync asks for the ids after the last one it got.',
    isEssential: true,
    judge: judgePaging,
  },
  {
    id: 'id-order',
    about: 'Order of texts in `<`, `>` and `sort`',
    assumes: 'by UTF-8 bytes',
    grade: 'I',
    evidence: 'sort-order',
    ifWrong: 'Nothing is lost while sort and > agree; a sync may warn that pages are not in the order of ids.',
    isEssential: false,
    async judge(asking) {
      const ids = await idsOf(asking, FIRST_IDS);
      if (ids.length < 3) return unknown(`${counted(ids.length, 'visitor')} are too few to compare`);
      return agreesIf(isInByteOrder(ids), sayKinds(ids));
    },
  },
  {
    id: 'limit',
    about: '`sort` and `limit` on aggregated sources and visitors',
    assumes: 'exact; `limit` has no silent cap',
    remark: 'unless a switch sets one',
    grade: 'D, cap I',
    evidence: 'limit-cap',
    ifWrong: 'Nothing is lost: a short page is not taken for the last. Pages are only smaller, and a sync slower.',
    isEssential: false,
    async judge(asking) {
      const [rows, all] = await Promise.all([rowsOf(asking, FIRST_IDS), numberOf(asking, VISITORS)]);
      const seen = `${counted(rows.length, 'row')} of ${all.toLocaleString('en-US')} came with limit ${MOST_IDS.toLocaleString('en-US')}`;
      return agreesIf(isNear(rows.length, Math.min(all, MOST_IDS)), seen);
    },
  },
  {
    id: 'unique-visitors',
    about: 'Ids of visitors',
    assumes: 'each comes once',
    grade: 'V',
    evidence: 'visitor-fields',
    ifWrong: 'The later of two rows replaces the earlier one in deduplicated tables.',
    isEssential: true,
    async judge(asking) {
      const ids = await idsOf(asking, FIRST_IDS);
      const repeated = ids.length - new Set(ids).size;
      return ids.length === 0
        ? unknown('no visitor came')
        : agreesIf(repeated === 0, `${repeated} of ${ids.length} repeat`);
    },
  },
];
