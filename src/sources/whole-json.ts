import { BadAnswerError } from '../records/answer/errors.ts';
import { parseEveryDigit } from '../records/answer/parse-json.ts';
import { countValues } from '../records/answer/value-end.ts';

/** Both fit into memory when they are decoded, and no real answer of this kind comes near. */
const LARGEST_MIB = 16;
const MOST_VALUES = 500_000;
const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * An answer that is small enough to be held whole, decoded. Every digit of its numbers is kept for JSON.stringify. `what`
 * names the answer in errors. Throws a BadAnswerError for what is too large or no JSON.
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
