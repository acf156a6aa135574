import { accepted, agreesIf, answered, counted, rowOf, sayAnswer, unknown } from '../findings.ts';
import { onOneAccount } from '../questions.ts';
import type { AskedBelief, Asking } from '../types.ts';

/** Our own text, with what must be escaped in a filter: three letters, a backslash and a quotation mark. */
const AWKWARD = 'a\\b"c';
const AWKWARD_LITERAL = '"a\\\\b\\"c"';

const SELECT = {
  text: AWKWARD_LITERAL,
  nullEqualsNull: 'null == null',
  nullIsLess: 'null < 1',
  textEqualsNumber: '"1" == 1',
  textIsMore: '"1" > 0',
};
/** If this is refused, the next question tells whether its filter was to blame. */
const ESCAPED = onOneAccount('comparisons behind a filter with escapes', [
  { filter: `accountId != ${AWKWARD_LITERAL}` },
  { select: SELECT },
]);
const { text: _escaped, ...PLAIN } = SELECT;
const CONSTANTS = onOneAccount('comparisons', [{ select: PLAIN }]);
const FUNCTIONS = onOneAccount('functions of expressions', [
  {
    select: {
      isNull: 'isNull(null)',
      contains: 'contains("abc", "b")',
      startsWith: 'startsWith("abc", "ab")',
      len: 'len("abc")',
    },
  },
]);
const NESTED = onOneAccount('a name with a dot', [
  { eval: { 'sourcePendoProbe.inner': '7' } },
  { select: { value: 'sourcePendoProbe.inner' } },
]);
async function comparisons(asking: Asking) {
  const answer = await asking.ask(ESCAPED);
  return rowOf(asking, answer.kind === 'refused' ? CONSTANTS : ESCAPED);
}

const WANTED_FUNCTIONS = { isNull: true, contains: true, startsWith: true, len: 3 };

export const EXPRESSION_BELIEFS: readonly AskedBelief[] = [
  {
    id: 'filter-escapes',
    about: 'Escapes in filter texts',
    assumes: '`\\\\` and `\\"` mean a backslash and a quotation mark',
    remark:
      '`\\n`, `\\t`, `\\uXXXX`, raw line breaks, and the same escapes between backticks are accepted; any other escape is refused',
    grade: 'V, other escapes I',
    evidence: 'filter-escapes',
    ifWrong: 'Reading visitors and accounts fails where an id holds a quotation mark or a backslash.',
    isEssential: true,
    async judge(asking) {
      const answer = await asking.ask(ESCAPED);
      if (answer.kind === 'refused') {
        const plain = await asking.ask(CONSTANTS);
        return plain.kind === 'answered' ? accepted(answer) : unknown(sayAnswer(plain));
      }
      const { text } = await rowOf(asking, ESCAPED);
      const meaning = text === AWKWARD ? 'as meant' : 'another';
      return agreesIf(text === AWKWARD, `${sayAnswer(answer)}; meaning of the text: ${meaning}`);
    },
  },
  {
    id: 'mixed-types',
    about: 'Values of different types in `==`, `<`, `>`',
    assumes: 'never equal, smaller or larger',
    grade: 'I',
    evidence: 'values-in-expressions',
    ifWrong: 'Nothing: a sync compares times with numbers and ids with texts.',
    isEssential: false,
    async judge(asking) {
      const { nullIsLess, textEqualsNumber, textIsMore } = await comparisons(asking);
      const seen = { 'null < 1': nullIsLess, '"1" == 1': textEqualsNumber, '"1" > 0': textIsMore };
      const words = Object.entries(seen).map(([name, value]) => `${name} is ${value === true ? 'true' : 'not true'}`);
      return agreesIf(!Object.values(seen).includes(true), words.join(', '));
    },
  },
  {
    id: 'null-equals-null',
    about: '`null == null`',
    assumes: 'true',
    grade: 'D',
    evidence: 'null-in-expressions',
    ifWrong: 'Visitors and accounts without lastupdated come only with the first sync.',
    isEssential: true,
    async judge(asking) {
      const { nullEqualsNull } = await comparisons(asking);
      return agreesIf(nullEqualsNull === true, `null == null is ${nullEqualsNull === true ? 'true' : 'not true'}`);
    },
  },
  {
    id: 'functions',
    about: '`isNull`, `contains`, `startsWith`, `len` in filters',
    assumes: 'exist',
    grade: 'D and C',
    evidence: 'expression-functions',
    ifWrong: 'Nothing: a sync uses none of them.',
    isEssential: false,
    async judge(asking) {
      const answer = await asking.ask(FUNCTIONS);
      if (answer.kind !== 'answered') return accepted(answer);
      const row = await rowOf(asking, FUNCTIONS);
      const good = Object.entries(WANTED_FUNCTIONS).filter(([name, value]) => row[name] === value);
      return agreesIf(good.length === 4, `${good.length} of 4 give what is expected`);
    },
  },
  {
    id: 'nested-names',
    about: 'Names with dots',
    assumes: 'are nested in `eval`, `select`, `group` and `reduce`',
    grade: 'D, `select` I',
    evidence: 'nested-names',
    ifWrong: 'Nothing: a sync gives no field such a name.',
    isEssential: false,
    async judge(asking) {
      const { rows } = await answered(asking, NESTED);
      if (rows.length === 0) return unknown('there is no account to try it on');
      const { value } = await rowOf(asking, NESTED);
      return agreesIf(
        value === 7,
        `${counted(rows.length, 'row')}; the value was ${value === 7 ? 'found again' : 'lost'}`,
      );
    },
  },
];
