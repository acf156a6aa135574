import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RawNumber } from '../../../emulator/data/raw-number.ts';
import { NO_DIFFERENCES } from '../../../emulator/differences.ts';
import { createFunctions } from '../../../emulator/expression/functions.ts';
import { compileExpression } from '../../../emulator/expression/parse.ts';
import { ExpressionError } from '../../../emulator/expression/tokens.ts';
import { compareForSort, compareStrings } from '../../../emulator/expression/values.ts';
import { handMade, NOW } from './hand-made.ts';

const FUNCTIONS = createFunctions(handMade({}), NOW, NO_DIFFERENCES);
const ROW = {
  day: 5,
  name: 'Ann',
  empty: null,
  list: ['a', 'b'],
  people: [{ name: 'Ann' }, { name: 'Cyd', home: { town: 'Rome' } }],
  big: new RawNumber('90071992547409930001'),
  metadata: { auto: { lastupdated: 7 }, custom: { größe: 'L' } },
};

function evaluate(text: string, row: Record<string, unknown> = ROW): unknown {
  return compileExpression(text, FUNCTIONS)(row);
}

describe('an expression', () => {
  test.each<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['-2 + 1.5e1', 13],
    ['7 / 2', 3.5],
    ['1 / 0', null],
    ['"a" + "b"', 'ab'],
    ['day >= 5 && day < 6', true],
    ['day == 4 || day == 5', true],
    ['false || true && false', false],
    ['!(day == 5)', false],
    ['!missing', true],
    ['name == `Ann`', true],
    ['name != "Bob"', true],
    ['"b" > "a"', true],
    ['"B" < "a"', true],
    ['metadata.auto.lastupdated > 6', true],
    ['metadata.custom.größe == "L"', true],
    ['big > 9007199254740993', true],
    ['contains(name, "nn")', true],
    ['contains(list, "b")', true],
    ['contains(empty, "b")', false],
    ['startsWith(name, "A")', true],
    ['len(name) + len(list)', 5],
    ['isNull(missing.deep) && isNull(empty)', true],
    ['"\\u0041\\n" == "A\n"', true],
    ['constructor', null],
    ['now()', NOW],
    ['7 % 4', 3],
    ['7 % 0', null],
    ['-7 % 4 + 1', -2],
    ['["a", name, 1 + 1]', ['a', 'Ann', 2]],
    ['[]', []],
    ['contains(["Ann", "Bob"], name)', true],
    ['list[0]', 'a'],
    ['list[1] == "b"', true],
    ['list[2]', null],
    ['name[0]', null],
    ['missing[0]', null],
    ['people[1].home.town', 'Rome'],
    ['people[1].name[0:2]', 'Cy'],
    ['list[0:1]', ['a']],
    ['list[1:]', ['b']],
    ['list[:1]', ['a']],
    ['list[:]', ['a', 'b']],
    ['if(day > 4, "late", "early")', 'late'],
    ['if(empty, 1, if(true, 2, 3))', 2],
    ['isNil(empty) && isNil(missing) && !isNil(day)', true],
    ['isEmpty("") && isEmpty(empty) && isEmpty([]) && !isEmpty(0)', true],
    ['isNumber(day) && isNumber(big) && !isNumber(name)', true],
    ['isString(name) && !isString(day)', true],
    ['isBoolean(true) && !isBoolean(null)', true],
    ['isList(list) && !isList(name)', true],
    ['toString(5) + toString(big)', '590071992547409930001'],
    ['toLowerCase("ÄB")', 'äb'],
    ['split("a,b", ",")', ['a', 'b']],
    ['list("x", day)', ['x', 5]],
    ['list()', []],
    ['reverse(list)', ['b', 'a']],
    ['sortUnique(["b", "a", "b"])', ['a', 'b']],
    ['sum([1, 2, null, 3])', 6],
    ['identified("ann") && !identified("_PENDO_T_x")', true],
  ])('%s is %j', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  test.each<[string, unknown]>([
    ['null == null', true],
    ['empty == missing', true],
    ['null != 1', true],
    ['1 + null', null],
    ['null * 0', null],
    ['-null', null],
    ['null < 1', false],
    ['null > 1', false],
    ['null <= null', false],
    ['null || true', true],
    ['null && true', false],
    ['null || null', false],
    ['"1" == 1', false],
    ['"2" > 1', false],
  ])('with null or different types, %s is %j', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  test.each([
    '',
    'day =',
    'day = 5',
    'day == 5)',
    '(day == 5',
    'name == "a"b"',
    'name == "a\\"',
    'name == "a\\x"',
    'name == "open',
    'day & 5',
    'day # 5',
    'unheardOf(1)',
    'isNull()',
    'isNull(1',
    'a b',
    'a.',
    'day in [5]',
    'list[0',
    'list[]',
    '[1, 2',
    'list[0].',
    'if(true, 1)',
    'hash(name)',
  ])('%j cannot be parsed', (text) => {
    expect(() => evaluate(text)).toThrow(ExpressionError);
  });

  test('any text that is escaped is read back unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
        expect(evaluate(`"${escaped}"`)).toBe(text);
      }),
    );
  });

  test('ten thousand alternatives fit into one filter', () => {
    const text = Array.from({ length: 10_000 }, (_, at) => `day == ${at + 10}`).join(' || ');
    expect(evaluate(`${text} || day == 5`)).toBe(true);
  });
});

describe('dates', () => {
  test.each([
    ['date(2021,7,28)', '2021-07-28T04:00:00Z'],
    ['date("2022-04-01")', '2022-04-01T04:00:00Z'],
    ['date("2022-12-01")', '2022-12-01T05:00:00Z'],
    ['dateAdd(date("2026-03-09"), -1, "days")', '2026-03-08T05:00:00Z'],
    ['dateAdd(date("2026-03-08"), 24, "hours")', '2026-03-09T05:00:00Z'],
    ['dateAdd(date("2026-11-08"), -1, "weeks")', '2026-11-01T04:00:00Z'],
    ['startOfPeriod("daily", now())', '2026-06-15T04:00:00Z'],
    ['startOfPeriod("hourly", now() + 5)', '2026-06-15T13:00:00Z'],
    ['date(2026)', '2026-01-01T05:00:00Z'],
    ['date(2026,7)', '2026-07-01T04:00:00Z'],
    ['date(2026,7,2,3)', '2026-07-02T07:00:00Z'],
    ['date(2026,7,2,3,4,5,6)', '2026-07-02T07:04:05.006Z'],
    ['date("2026-07")', '2026-07-01T04:00:00Z'],
    ['date("2026-07-02T03:04:05")', '2026-07-02T07:04:05Z'],
    ['date("2026-07-02T03:04:05.5Z")', '2026-07-02T03:04:05.5Z'],
    ['date("2026-07-02T03:04:05+02:00")', '2026-07-02T01:04:05Z'],
    ['dateAdd(date(2026,1,31), 1, "months")', '2026-02-28T05:00:00Z'],
    ['dateAdd(date(2026,1,31,12), -1, "years")', '2025-01-31T17:00:00Z'],
    ['dateAdd(date(2026,1,1), 1, "quarters")', '2026-04-01T04:00:00Z'],
    ['startOfPeriod("weekly", now())', '2026-06-14T04:00:00Z'],
    ['startOfPeriod("monthly", now())', '2026-06-01T04:00:00Z'],
  ])('%s is %s in New York', (text, time) => {
    expect(evaluate(text)).toBe(Date.parse(time));
  });

  test.each(['date("never")', 'date(null)', 'dateAdd(now(), 1, "fortnights")', 'startOfPeriod("yearly", now())'])(
    '%s is null',
    (text) => {
      expect(evaluate(text)).toBeNull();
    },
  );
});

describe('order', () => {
  test('texts compare by their UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
        const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareStrings(left, right))).toBe(bytes);
      }),
    );
    expect(compareStrings('💥', '\uffee')).toBeGreaterThan(0);
  });

  test('sorting puts null first and separates types', () => {
    const values = ['b', 2, null, true, 'a', 1, false, null];
    expect(values.sort(compareForSort)).toEqual([null, null, false, true, 1, 2, 'a', 'b']);
  });
});

test('a text without its closing quote is refused at once, however long it is', () => {
  expect(() => compileExpression(`visitorId > "${'x'.repeat(5000)}`, FUNCTIONS)).toThrow();
});
