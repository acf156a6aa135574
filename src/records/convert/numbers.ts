const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const DIGITS_ONLY = /^-?\d+$/;
const NUMBER_PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

const NEGATIVE_ZERO = /^-0(?:\.0+)?(?:[eE][+-]?\d+)?$/;

/** Longer numbers stay as they are: `1e999999999` is a whole number too, but takes a gigabyte when written out. */
const MAX_WRITTEN_OUT_DIGITS = 1000;

/** Whether the text is a valid JSON number: no leading zero, plus sign, space or hexadecimal digits. */
export function isNumber(text: string): boolean {
  return JSON_NUMBER.test(text);
}

/** Whether the JSON text is a negative zero, e.g. `-0`, `-0.0` or `-0e5`. */
export function isNegativeZero(raw: string): boolean {
  return NEGATIVE_ZERO.test(raw);
}

/**
 * Returns a JSON number as a JSON integer with every digit (`1.0` as `1`, `1e3` as `1000`), because strict validators
 * reject `1.0` as an integer. Returns undefined when the number is not whole, or is too long when written out.
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

/** Removes the zeros at both ends. A regular expression for the end would take quadratic time on long runs of zeros. */
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
