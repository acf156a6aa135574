import { createRecordReader, type RecordReader, type RecordReaderOptions } from '../../records/record-reader.ts';
import type { RecordShape } from '../../records/shape.ts';
import { holdBack } from '../../sync/hold-back.ts';
import type { StreamContext } from '../../sync/types.ts';
import { groupsFromCatalog, recordShape } from '../shape.ts';
import type { ReaderInput } from './input.ts';

/** The shape of this stream's records under this config and catalog. */
export function shapeOf(input: ReaderInput): RecordShape {
  const { definition, config, configured } = input;
  const groups =
    definition.source.kind === 'entities'
      ? groupsFromCatalog(configured.jsonSchema, definition.source.metadataKind)
      : undefined;
  return recordShape(definition, config.period, groups);
}

/** Open answers share it; one whose records take less than its part is printed only when it has come whole. */
const HELD_BACK_BYTES = 16 * 1024 * 1024;

type AnswerOptions = Omit<RecordReaderOptions, 'engine' | 'now'>;

/** Reads one answer to its end and emits its records; the reader tells afterwards what it saw. */
export async function emitAnswer(
  input: ReaderInput,
  context: StreamContext,
  chunks: AsyncIterable<Uint8Array>,
  options: AnswerOptions,
): Promise<RecordReader> {
  const reader = createRecordReader({ ...options, engine: input.engine, now: input.now });
  const heldBackBytes = HELD_BACK_BYTES / input.config.maxConcurrency;
  for await (const batch of holdBack(reader.read(givenBack(chunks)), heldBackBytes)) {
    await context.emit(batch);
    free(batch.lines);
  }
  return reader;
}

/** The chunks; each is gone when the next one is asked for. */
async function* givenBack(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    free(chunk);
  }
}

/**
 * Gives the memory back at once: waiting for the collector, tens of megabytes of what was read and printed would pile up.
 * A piece of a larger buffer is left to it, for others may lie beside it.
 */
function free(bytes: string | Uint8Array): void {
  const isWhole = typeof bytes !== 'string' && bytes.byteLength === bytes.buffer.byteLength;
  if (isWhole && bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}
