import { createRecordReader, type RecordBatch, type RecordReader } from '../../../src/records/read-answer.ts';
import type { RecordReaderOptions } from '../../../src/records/reader-options.ts';
import { loadRowEngine } from '../../../src/records/row-engine.ts';
import { loadRowNumbers } from '../../../src/records/row-numbers.ts';
import type { RecordShape } from '../../../src/records/shape.ts';
import { inChunks, toBytes } from './answers.ts';

export const createRowNumbers = await loadRowNumbers();
export const engine = await loadRowEngine();

export const EVENTS: RecordShape = {
  stream: 'events',
  columns: [
    { field: 'visitorId', name: 'visitor_id', type: 'string' },
    { field: 'day', name: 'day', type: 'time' },
    { field: 'numEvents', name: 'num_events', type: 'integer' },
  ],
  primaryKey: ['visitor_id', 'day', 'row_number'],
  cursor: 'day',
};

export function readerOf(options: Partial<RecordReaderOptions> = {}): RecordReader {
  const defaults = { engine, shape: EVENTS, layout: 'results', rowNumbers: createRowNumbers(), now: () => 5 } as const;
  return createRecordReader({ ...defaults, ...options });
}

export async function batchesOf(reader: RecordReader, chunks: AsyncIterable<Uint8Array>): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  await reader.read(chunks, async (batch) => {
    batches.push(batch);
  });
  return batches;
}

export async function linesOf(reader: RecordReader, answer: string, size = 1_000_000): Promise<string[]> {
  const batches = await batchesOf(reader, inChunks(toBytes(answer), [size]));
  return batches.flatMap((batch) => Buffer.from(batch.lines).toString().split('\n').slice(0, -1));
}
