/**
 * A number that would lose digits as a JavaScript number, e.g. 9007199254740993. `JSON.stringify` writes it unchanged.
 */
export interface RawNumber {
  readonly rawJSON: string;
}

/** Parts of Node 24's `JSON` that TypeScript does not declare yet. */
interface ExactJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
}

const json = JSON as unknown as ExactJson;

/** Numbers that JavaScript writes as they came: of 15 digits or less, nearly, and without an exponent. */
const USUAL_NUMBER = /(?:0|-?[1-9]\d{0,14}|-?[1-8]\d{15}|-?\d{1,8}\.\d{0,5}[1-9])(?![\d.eE])/;
/**
 * Where any other number stands: behind `[`, a comma, or the colon of a name. Texts that look like it match too, which
 * costs time and nothing else.
 */
const UNUSUAL_NUMBER = new RegExp(`[:,[]\\s*(?=[-\\d])(?!${USUAL_NUMBER.source})(?<=["\\s]:\\s*|[,[]\\s*)`);
const NUMBER_ALONE = /^\s*[-\d]/;

/**
 * Parses JSON without losing digits: a number that JavaScript would write differently becomes a `RawNumber`. Throws
 * SyntaxError.
 */
export function parseExact(text: string): unknown {
  // A reviver takes several times as long.
  if (!UNUSUAL_NUMBER.test(text) && !NUMBER_ALONE.test(text)) return JSON.parse(text);
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? json.rawJSON(source) : value,
  );
}

/** The number with these digits: a `RawNumber` only if JavaScript would write it differently. */
export function exactNumber(digits: string): number | RawNumber {
  const near = Number(digits);
  return String(near) === digits ? near : json.rawJSON(digits);
}

export function isRawNumber(value: unknown): value is RawNumber {
  return json.isRawJSON(value);
}
