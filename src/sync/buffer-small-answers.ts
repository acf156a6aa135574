import type { RecordLines } from './types.ts';

export interface SmallAnswerBuffer {
  print(batch: RecordLines): Promise<void>;
  /** Call when the answer is complete. Prints what is still buffered. */
  end(): Promise<void>;
}

/**
 * Buffers the records of an answer until they exceed `limit` bytes or the answer is complete. A small answer that
 * breaks off has then printed nothing, so a retry leaves no duplicates. A larger one is streamed.
 */
export function bufferSmallAnswers(
  print: (batch: RecordLines, wasBuffered: boolean) => Promise<void>,
  limit: number,
): SmallAnswerBuffer {
  let buffered: RecordLines[] | undefined = [];
  let length = 0;

  async function flush(): Promise<void> {
    const batches = buffered ?? [];
    buffered = undefined;
    for (const batch of batches) await print(batch, true);
  }

  return {
    print(batch) {
      if (buffered === undefined) return print(batch, false);
      buffered.push(batch);
      length += batch.lines.length;
      return length > limit ? flush() : Promise.resolve();
    },
    end: flush,
  };
}
