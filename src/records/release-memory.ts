/**
 * Frees the memory of these bytes at once; they are empty afterwards. The garbage collector would let tens of megabytes
 * of old chunks and lines pile up. Does nothing for a view of a larger buffer, because others may share that.
 */
export function releaseBuffer(bytes: string | Uint8Array): void {
  const isWhole = typeof bytes !== 'string' && bytes.byteLength === bytes.buffer.byteLength;
  if (isWhole && bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}
