/** What stands before and behind the JSON text of a record, and its `meta` if it has one, in its RECORD message. */
export function lineStart(stream: string): string {
  return `{"type":"RECORD","record":{"stream":${JSON.stringify(stream)},"data":`;
}

/** `emittedAt` in epoch milliseconds. The line break ends the message. */
export function lineEnd(emittedAt: number): string {
  return `,"emitted_at":${emittedAt}}}\n`;
}

/** What stands before a member's value in the JSON text of an object. */
export function label(name: string): string {
  return `${JSON.stringify(name)}:`;
}
