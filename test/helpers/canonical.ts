import { isRawNumber } from './airbyte/exact-json.ts';

/**
 * The same text for all JSON values with the same meaning: members are sorted by name, and numbers are written by their
 * value with every digit (1.0 is 1, 9007199254740993 is not 9007199254740992). For comparisons, not for reading.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'number') return decimal(String(value));
  if (isRawNumber(value)) return decimal(value.rawJSON);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members: string[] = [];
  for (const [name, member] of Object.entries(value).sort(byName)) {
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${canonical(member)}`);
  }
  return `{${members.join(',')}}`;
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

/** The columns of a record. Null columns are left out, because they equal absent columns for every destination. */
export function canonicalRecord(record: Readonly<Record<string, unknown>>): string {
  return canonical(Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null)));
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
