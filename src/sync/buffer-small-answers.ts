import type { RecordLines } from './types.ts';

export interface SmallAnswerBuffer {
  print(batch: RecordLines): Promise<void>;
  /** The answer has come whole: prints what is still held. */
  end(): Promise<void>;
}

/**
 * Prints the records of an answer, but the first `limit` characters of them only once they are exceeded or the answer has
 * come whole. So a small answer that is cut leaves no trace and can be asked for again without doubling a record; a big
 * one is streamed.
 */
export function bufferSmallAnswers(
  print: (batch: RecordLines, wasBuffered: boolean) => Promise<void>,
  limit: number,
): SmallAnswerBuffer {
  let held: RecordLines[] | undefined = [];
  let length = 0;

  async function letGo(): Promise<void> {
    const batches = held ?? [];
    held = undefined;
    for (const batch of batches) await print(batch, true);
  }

  return {
    print(batch) {
      if (held === undefined) return print(batch, false);
      held.push(batch);
      length += batch.lines.length;
      return length > limit ? letGo() : Promise.resolve();
    },
    end: letGo,
  };
}
