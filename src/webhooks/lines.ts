import { ConnectorError } from '../airbyte/errors.ts';

const LINE_FEED = 0x0a;
/** A receiver accepts bodies of up to 100 MiB, so a longer line cannot come from it. */
const MOST_LINE_MIB = 110;

/**
 * Yields the lines of a UTF-8 text without their line breaks. Throws when the last line has no line break, because the
 * answer was cut, and when a line is longer than any that our receiver sends.
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
  if (parts.length > 0) throw new Error('The last line has no line break.');
}

function tooLong(): ConnectorError {
  const message = `The feed of the webhooks holds an event of more than ${MOST_LINE_MIB} MiB; check webhooks.inbox_url.`;
  return new ConnectorError({ failureType: 'system_error', message });
}
