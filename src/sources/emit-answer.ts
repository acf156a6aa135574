import type { OnMember } from '../records/answer/scanner.ts';
import { createRecordReader, type RecordReader } from '../records/read-answer.ts';
import type { RecordReaderOptions } from '../records/reader-options.ts';
import { stampLines } from '../records/record-line.ts';
import { releaseBuffer } from '../records/release-memory.ts';
import type { RecordShape } from '../records/shape.ts';
import { groupsFromCatalog, recordShape } from '../streams/record-shape.ts';
import { metadataKindOf } from '../streams/types.ts';
import { bufferSmallAnswers } from '../sync/buffer-small-answers.ts';
import type { StreamContext } from '../sync/types.ts';
import { judgeMember } from './answer-members.ts';
import { requestContext, type SourceInput } from './kind.ts';

/**
 * The shape of this stream's records under this config and catalog; to be made once, when a reading begins. `readAtMs` is
 * when that was, by Pendo's clock.
 */
export function shapeOf(input: SourceInput, readAtMs: number = input.client.now()): RecordShape {
  const { definition, config, configured } = input;
  const kind = metadataKindOf(definition);
  const groups = kind === undefined ? undefined : groupsFromCatalog(configured.jsonSchema, kind);
  return { ...recordShape(definition, config.period, groups), readAtMs };
}

/** Open answers share it; one whose records take less than its part is printed only when it has come whole. */
const BUFFERED_BYTES = 16 * 1024 * 1024;

interface AnswerOptions extends Omit<RecordReaderOptions, 'engine' | 'now' | 'onMember'> {
  /** Names the answer in errors, as in `requestContext`. */
  readonly what: string;
  /** Called when the answer has come whole, and before its last records are printed; throws when they are not to be. */
  readonly judge?: () => void;
}

/** Reads one answer to its end and emits its records; the reader tells afterwards what it saw. */
export async function emitAnswer(
  input: SourceInput,
  context: StreamContext,
  chunks: AsyncIterable<Uint8Array>,
  options: AnswerOptions,
): Promise<RecordReader> {
  const what = requestContext(input, context, options.what).what;
  const onMember: OnMember = (name, json) => judgeMember(name, json, { what, warnOnce: input.warnOnce });
  const reader = createRecordReader({ ...options, engine: input.engine, now: input.now, onMember });
  const held = bufferSmallAnswers(async (batch, wasBuffered) => {
    // Other answers' records were printed meanwhile: `emitted_at` never goes back.
    if (wasBuffered) stampLines(batch.lines, input.now());
    await context.emit(batch);
    releaseBuffer(batch.lines);
  }, BUFFERED_BYTES / input.config.maxConcurrency);
  await reader.read(chunks, held.print);
  options.judge?.();
  await held.end();
  return reader;
}
