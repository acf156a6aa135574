import { isRawNumber } from './airbyte/exact-json.ts';

/**
 * The same text for all JSON values with the same meaning: members are sorted by name, and numbers are written by their
 * value with every digit (1.0 is 1, 9007199254740993 is not 9007199254740992). For comparisons, not for reading.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'number') return isShortest(value) ? `${value}e0` : decimal(String(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (isRawNumber(value)) return decimal(value.rawJSON);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  return membersText(value as Readonly<Record<string, unknown>>, undefined);
}

/** A whole number without a zero at its end: as `decimal` would write it. */
function isShortest(value: number): boolean {
  return Number.isSafeInteger(value) && value % 10 !== 0;
}

/** Members that are undefined or `leftOut` do not count. */
function membersText(value: Readonly<Record<string, unknown>>, leftOut: null | undefined): string {
  const members: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member !== undefined && member !== leftOut) members.push(`${JSON.stringify(name)}:${canonical(member)}`);
  }
  return `{${members.join(',')}}`;
}

/** The columns of a record. Null columns are left out, because they equal absent columns for every destination. */
export function canonicalRecord(record: Readonly<Record<string, unknown>>): string {
  return membersText(record, null);
}

/** Digits and exponent without leading and trailing zeros: 1200, 1.2e3 and 1200.0 are all 12e2. */
export function decimal(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(number) ?? [];
  if (whole === '') throw new Error(`${number} is not a JSON number.`);
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0e0';
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
