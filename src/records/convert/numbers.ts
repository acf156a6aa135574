const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const DIGITS_ONLY = /^-?\d+$/;
const NUMBER_PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

const NEGATIVE_ZERO = /^-0(?:\.0+)?(?:[eE][+-]?\d+)?$/;

/** Longer ones are left as they came: `1e999999999` is a whole number too, and a gigabyte when written out. */
const MAX_WRITTEN_OUT_DIGITS = 1000;

/** Whether the text is a number as JSON writes it: no leading zero, plus, space, or hexadecimal. */
export function isNumber(text: string): boolean {
  return JSON_NUMBER.test(text);
}

/** Whether the JSON text is a number that equals 0 and has a minus, e.g. `-0`, `-0.0` or `-0e5`. */
export function isNegativeZero(raw: string): boolean {
  return NEGATIVE_ZERO.test(raw);
}

/**
 * Writes a JSON number as a JSON integer, digit for digit (`1.0` is `1`, `1e3` is `1000`), since strict validators take
 * `1.0` for no integer. Undefined when it is not exactly whole.
 */
export function integerText(number: string): string | undefined {
  if (DIGITS_ONLY.test(number)) {
    return number;
  }
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER_PARTS.exec(number) ?? [];
  const written = whole + fraction;
  const digits = trimZeros(written);
  if (digits === '') {
    return '0';
  }
  const trailing = written.length - written.lastIndexOf(digits.slice(-1)) - 1;
  const zeros = Number(exponent) - fraction.length + trailing;
  if (zeros < 0 || digits.length + zeros > MAX_WRITTEN_OUT_DIGITS) {
    return undefined;
  }
  return sign + digits + '0'.repeat(zeros);
}

/** Without the zeros at both ends. Loops, because a pattern for the end takes quadratic time on long runs of zeros. */
function trimZeros(digits: string): string {
  let start = 0;
  let end = digits.length;
  while (start < end && digits[start] === '0') {
    start += 1;
  }
  while (end > start && digits[end - 1] === '0') {
    end -= 1;
  }
  return digits.slice(start, end);
}
