import { BadAnswerError } from '../records/answer/errors.ts';
import { parseEveryDigit } from '../records/answer/parse-json.ts';
import { countValues } from '../records/answer/value-end.ts';

/** Decoded answers of this size fit into memory, and no real answer of this kind comes close. */
const LARGEST_MIB = 16;
const MOST_VALUES = 500_000;
const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * Decodes an answer that is small enough to hold in memory. Numbers keep every digit for JSON.stringify. `what` names
 * the answer in errors. Throws a BadAnswerError when it is too large or not JSON.
 */
export async function readWholeJson(body: AsyncIterable<Uint8Array>, what: string): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_MIB * 1024 * 1024) throw new BadAnswerError(`for ${what} is larger than ${LARGEST_MIB} MiB`);
    chunks.push(chunk);
  }
  const answer = Buffer.concat(chunks);
  if (countValues(answer) > MOST_VALUES) throw new BadAnswerError(`for ${what} holds more than ${MOST_VALUES} values`);
  try {
    return parseEveryDigit(answer.toString('utf8').replace(BYTE_ORDER_MARK, ''));
  } catch {
    throw new BadAnswerError(`for ${what} is not JSON`);
  }
}
