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

/** An answer whose records take less is printed only when it has come whole. */
const HELD_BACK_CHARS = 4 * 1024 * 1024;

type AnswerOptions = Omit<RecordReaderOptions, 'engine' | 'now'>;

/** Reads one answer to its end and emits its records; the reader tells afterwards what it saw. */
export async function emitAnswer(
  input: ReaderInput,
  context: StreamContext,
  chunks: AsyncIterable<Uint8Array>,
  options: AnswerOptions,
): Promise<RecordReader> {
  const reader = createRecordReader({ ...options, engine: input.engine, now: input.now });
  for await (const batch of holdBack(reader.read(chunks), HELD_BACK_CHARS)) {
    await context.emit(batch);
    free(batch.lines);
  }
  return reader;
}

/** Gives the memory back at once: waiting for the collector, tens of megabytes of printed lines would pile up. */
function free(lines: string | Uint8Array): void {
  const isWhole = typeof lines !== 'string' && lines.byteLength === lines.buffer.byteLength;
  if (isWhole && lines.buffer instanceof ArrayBuffer) lines.buffer.transfer(0);
}
