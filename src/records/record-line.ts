/** Returns the part of a RECORD message before the JSON text of the record. */
export function lineStart(stream: string): string {
  return `{"type":"RECORD","record":{"stream":${JSON.stringify(stream)},"data":`;
}

/**
 * Returns the part of a RECORD message after the record and its optional `meta`. `emittedAt` is in epoch milliseconds.
 */
export function lineEnd(emittedAt: number): string {
  return `,"emitted_at":${emittedAt}}}\n`;
}

const LINE_BREAK = 0x0a;
const COLON = 0x3a;
/** `}}` and the line break. */
const CLOSING_BYTES = 3;

/** Replaces `emitted_at` in complete lines, in place. Changes nothing if the new time has another number of digits. */
export function stampLines(lines: string | Uint8Array, emittedAt: number): void {
  if (typeof lines === 'string') return;
  const digits = Buffer.from(String(emittedAt));
  for (let end = lines.indexOf(LINE_BREAK); end !== -1; end = lines.indexOf(LINE_BREAK, end + 1)) {
    const at = end + 1 - CLOSING_BYTES - digits.length;
    if (lines[at - 1] === COLON) lines.set(digits, at);
  }
}

/** Returns a member's name and colon, as they precede its value in JSON text. */
export function label(name: string): string {
  return `${JSON.stringify(name)}:`;
}
