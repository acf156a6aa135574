/**
 * Gives the memory back at once, once only: the bytes are gone. Left to the collector, tens of megabytes of what was read and
 * printed would pile up. A piece of a larger buffer is left to it all the same, for others may lie beside it.
 */
export function releaseBuffer(bytes: string | Uint8Array): void {
  const isWhole = typeof bytes !== 'string' && bytes.byteLength === bytes.buffer.byteLength;
  if (isWhole && bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}
