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
 * Returns the shape of this stream's records under this config and catalog. Call it once, when a reading begins.
 * `readAtMs` is that moment by Pendo's clock.
 */
export function shapeOf(input: SourceInput, readAtMs: number = input.client.now()): RecordShape {
  const { definition, config, configured } = input;
  const kind = metadataKindOf(definition);
  const groups = kind === undefined ? undefined : groupsFromCatalog(configured.jsonSchema, kind);
  return { ...recordShape(definition, config.period, groups), readAtMs };
}

/** Shared by all open answers. An answer whose records fit into its share is printed once it is complete. */
const BUFFERED_BYTES = 16 * 1024 * 1024;

interface AnswerOptions extends Omit<RecordReaderOptions, 'engine' | 'now' | 'onMember'> {
  /** How errors call the answer, as in `requestContext`. */
  readonly what: string;
  /** Called when the answer is complete, before its last records are printed. Throws to stop them. */
  readonly judge?: () => void;
}

/** Reads one answer to its end and emits its records. The returned reader tells what it saw. */
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
    // Records of other answers were printed meanwhile, and `emitted_at` must never go back.
    if (wasBuffered) stampLines(batch.lines, input.now());
    await context.emit(batch);
    releaseBuffer(batch.lines);
  }, BUFFERED_BYTES / input.config.maxConcurrency);
  await reader.read(chunks, held.print);
  options.judge?.();
  await held.end();
  return reader;
}
