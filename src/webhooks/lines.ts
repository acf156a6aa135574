import { ConnectorError } from '../airbyte/errors.ts';

const LINE_FEED = 0x0a;
/** A receiver takes bodies of up to 100 MiB. */
const MOST_LINE_MIB = 110;

/**
 * The lines of a text in UTF-8, without their ends. Throws when the last one is not ended, since something cut it, and when
 * one is longer than any of our receiver's.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      parts.push(chunk.subarray(from, end));
      yield Buffer.concat(parts).toString('utf8');
      parts = [];
      bytes = 0;
      from = end + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
    bytes += chunk.length - from;
    if (bytes > MOST_LINE_MIB * 1024 * 1024) throw tooLong();
  }
  if (parts.length > 0) throw new Error('The last line is not ended.');
}

function tooLong(): ConnectorError {
  const message = `The feed of the webhooks holds an event of more than ${MOST_LINE_MIB} MiB; check webhooks.inbox_url.`;
  return new ConnectorError({ failureType: 'system_error', message });
}
