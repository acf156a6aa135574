import { expect } from 'vitest';
import { createRecordReader } from '../../../../src/records/read-answer.ts';
import type { RecordReaderOptions } from '../../../../src/records/reader-options.ts';
import type { RecordShape } from '../../../../src/records/shape.ts';
import { inChunks } from '../answers.ts';
import { createRowNumbers, engine } from '../readers.ts';

interface Outcome {
  readonly lines: string;
  readonly error: unknown;
  readonly totals: unknown;
}

async function outcome(bytes: Uint8Array, sizes: readonly number[], options: RecordReaderOptions): Promise<Outcome> {
  const reader = createRecordReader(options);
  const parts: Uint8Array[] = [];
  let error: unknown;
  try {
    await reader.read(inChunks(bytes, sizes), async ({ lines }) => {
      parts.push(lines);
    });
  } catch (caught) {
    error = (caught as Error).message;
  }
  const { rows, records, latestCursorMs, last, bytes: read } = reader;
  return {
    lines: Buffer.concat(parts).toString('latin1'),
    error,
    totals: [rows, records, latestCursorMs, [...last], read],
  };
}

/** Reads an answer with and without the engine. The lines, the counts and the error must be the same. */
export async function expectSame(
  shape: RecordShape,
  bytes: Uint8Array,
  sizes: readonly number[],
  keepsAll: boolean,
): Promise<Outcome> {
  const options = () => ({
    shape,
    layout: 'results' as const,
    watch: ['visitorId'],
    rowNumbers: createRowNumbers(),
    now: () => 1_780_426_032_831,
    ...(keepsAll ? {} : { keep: (ms: number | undefined) => ms === undefined || ms % 2 === 0 }),
  });
  const withEngine = await outcome(bytes, sizes, { ...options(), engine });
  const withoutEngine = await outcome(bytes, sizes, options());
  expect(withEngine.error).toEqual(withoutEngine.error);
  if (withoutEngine.error === undefined) {
    expect(withEngine).toEqual(withoutEngine);
  } else {
    // How many of the rows before the error are emitted is not specified, but there must be nothing else.
    const [shorter = '', longer = ''] = [withEngine.lines, withoutEngine.lines].sort(
      (left, right) => left.length - right.length,
    );
    expect(longer.startsWith(shorter)).toBe(true);
  }
  return withEngine;
}
