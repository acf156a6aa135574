const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const BRACE_BIT = 0x20;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** The members of a JSON object: each decoded name with its value's original JSON text, so that no digit is lost. */
export type RawObject = Map<string, string>;

/**
 * Splits the text of a valid JSON object into its members; nested values stay text. The last value of a duplicate name
 * wins, as in JSON.parse. A Map handles the name `__proto__` safely.
 */
export function splitObject(text: string): RawObject {
  const members: RawObject = new Map();
  for (const { name, start, end } of membersOf(text)) {
    members.set(name, text.slice(start, end));
  }
  return members;
}

/** A member of an object's text, with the start and end of its value. */
export interface Member {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the members of the text of a valid JSON object, duplicate names included. Decodes names one by one, because
 * V8's JSON.parse can read an escaped name of one character as `\` once it has seen an object with that name
 * (nodejs/node#63785).
 */
export function membersOf(text: string): Member[] {
  const members: Member[] = [];
  let at = text.indexOf('{') + 1;
  for (;;) {
    const nameStart = text.indexOf('"', at);
    if (nameStart === -1) {
      return members;
    }
    const nameEnd = stringEnd(text, nameStart);
    const valueStart = skipSpace(text, skipSpace(text, nameEnd, COLON));
    const end = valueEnd(text, valueStart);
    members.push({ name: decodeString(text.slice(nameStart, nameEnd)), start: valueStart, end });
    at = end;
  }
}

/** Returns the texts of the elements of a valid JSON array. */
export function elementsOf(text: string): string[] {
  const elements: string[] = [];
  for (let at = skipSpace(text, 1, COMMA); text.charCodeAt(at) !== CLOSE_BRACKET; ) {
    const end = valueEnd(text, at);
    elements.push(text.slice(at, end));
    at = skipSpace(text, end, COMMA);
  }
  return elements;
}

/** Returns the texts of the elements of a valid JSON array that holds only objects. */
export function splitObjects(text: string): string[] {
  const objects: string[] = [];
  for (let at = text.indexOf('{'); at !== -1; ) {
    const end = nestedEnd(text, at);
    objects.push(text.slice(at, end));
    at = text.indexOf('{', end);
  }
  return objects;
}

/** Replaces line breaks by spaces, so that a message stays on one line. Valid JSON has them only between tokens. */
export function withoutLineBreaks(text: string): string {
  return text.includes('\n') || text.includes('\r') ? text.replaceAll(/[\r\n]/g, ' ') : text;
}

/** Returns the JSON text at a path of names, or undefined when the path leads nowhere. */
export function rawAt(members: RawObject, path: readonly string[]): string | undefined {
  const [first = '', ...rest] = path;
  let raw = members.get(first);
  for (const name of rest) {
    raw = raw !== undefined && isObject(raw) ? splitObject(raw).get(name) : undefined;
  }
  return raw;
}

/** Returns the text of a JSON object with these members. Names are given decoded, values as JSON text. */
export function joinObject(members: Iterable<readonly [string, string]>): string {
  let text = '';
  for (const [name, raw] of members) {
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${raw}`;
  }
  return `{${text}}`;
}

export function isObject(raw: string): boolean {
  return raw.charCodeAt(0) === OPEN_BRACE;
}

export function isArray(raw: string): boolean {
  return raw.charCodeAt(0) === OPEN_BRACKET;
}

export function isString(raw: string): boolean {
  return raw.charCodeAt(0) === QUOTE;
}

/** Decodes the text of a JSON string. */
export function decodeString(raw: string): string {
  return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
}

/** Skips whitespace and, if given, the character `mark`. */
function skipSpace(text: string, from: number, mark?: number): number {
  let at = from;
  while (text.charCodeAt(at) <= SPACE || text.charCodeAt(at) === mark) {
    at += 1;
  }
  return at;
}

function valueEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) {
    return stringEnd(text, from);
  }
  return (first | BRACE_BIT) === OPEN_BRACE ? nestedEnd(text, from) : scalarEnd(text, from);
}

function stringEnd(text: string, from: number): number {
  let quote = text.indexOf('"', from + 1);
  while (isEscaped(text, quote)) {
    quote = text.indexOf('"', quote + 1);
  }
  return quote + 1;
}

/** An odd number of backslashes before a character escapes it. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) {
    before -= 1;
  }
  return (at - before) % 2 === 0;
}

function nestedEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = stringEnd(text, at);
      continue;
    }
    at += 1;
    if ((code | BRACE_BIT) === OPEN_BRACE) {
      depth += 1;
    } else if ((code | BRACE_BIT) === CLOSE_BRACE) {
      depth -= 1;
      if (depth === 0) {
        return at;
      }
    }
  }
}

function scalarEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code <= SPACE || code === COMMA || (code | BRACE_BIT) === CLOSE_BRACE) {
      return at;
    }
    at += 1;
  }
}
