/** What stands before and behind the JSON text of a record, and its `meta` if it has one, in its RECORD message. */
export function lineStart(stream: string): string {
  return `{"type":"RECORD","record":{"stream":${JSON.stringify(stream)},"data":`;
}

/** `emittedAt` in epoch milliseconds. The line break ends the message. */
export function lineEnd(emittedAt: number): string {
  return `,"emitted_at":${emittedAt}}}\n`;
}

const LINE_BREAK = 0x0a;
const COLON = 0x3a;
/** `}}` and the line break. */
const CLOSING_BYTES = 3;

/** Puts another `emitted_at` into complete lines, where they lie. A time with more or fewer digits than theirs changes nothing. */
export function stampLines(lines: string | Uint8Array, emittedAt: number): void {
  if (typeof lines === 'string') return;
  const digits = Buffer.from(String(emittedAt));
  for (let end = lines.indexOf(LINE_BREAK); end !== -1; end = lines.indexOf(LINE_BREAK, end + 1)) {
    const at = end + 1 - CLOSING_BYTES - digits.length;
    if (lines[at - 1] === COLON) lines.set(digits, at);
  }
}

/** What stands before a member's value in the JSON text of an object. */
export function label(name: string): string {
  return `${JSON.stringify(name)}:`;
}
