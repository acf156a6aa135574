import { BadAnswerError } from './errors.ts';

/** Like JSON.parse, but throws a BadAnswerError. Unlike the parser's own error, it does not quote the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadAnswerError('is not valid JSON', `A value of ${text.length} characters does not parse.`);
  }
}

/** As parseJson, but a number that a double cannot hold becomes one that JSON.stringify writes as it came. */
export function parseEveryDigit(text: string): unknown {
  try {
    return JSON.parse(text, withEveryDigit);
  } catch {
    throw new BadAnswerError('is not valid JSON', `A value of ${text.length} characters does not parse.`);
  }
}

const withEveryDigit = ((_key: string, value: unknown, { source }: { source?: string }) => {
  return typeof value === 'number' && source !== undefined && JSON.stringify(value) !== source
    ? rawNumber(source)
    : value;
}) as (key: string, value: unknown) => unknown;

/** ES2025's JSON.rawJSON, which TypeScript does not declare yet. */
function rawNumber(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
