import { ConnectorError } from '../../airbyte/errors.ts';
import { checkValueSize } from '../../records/answer/value-capture.ts';
import { isObject } from '../../utils/is-object.ts';
import type { FeedEvent } from './position.ts';

const BATCH_ROWS = 500;
/** Events are small, but a receiver may take bodies of 100 MiB. */
const BATCH_CHARACTERS = 8 * 1024 * 1024;

/** A line of the feed, and what the reader must know of it. */
export interface FeedLine extends FeedEvent {
  readonly line: string;
  readonly name: unknown;
}

/** Throws on a line that our receiver would not send: reading on could lose events. */
export function parseLine(line: string, stream: string): FeedLine {
  checkValueSize(line);
  const { sequence, event, unique_id: uniqueId, payload } = parseObject(line);
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 1) throw noFeed(stream);
  if (typeof uniqueId !== 'string' || !isObject(payload)) throw noFeed(stream);
  return { line, sequence, uniqueId, name: event };
}

/** The error for an answer that is not from a receiver of this source. */
export function noFeed(stream: string): ConnectorError {
  const message = `${stream}: what came from webhooks.inbox_url is no feed of this source's receiver; check the address.`;
  return new ConnectorError({ failureType: 'system_error', message });
}

function parseObject(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Collects lines into batches that are small enough to parse at once. */
export async function* batchesOf(lines: AsyncIterable<string>): AsyncGenerator<readonly string[], undefined> {
  let batch: string[] = [];
  let characters = 0;
  for await (const line of lines) {
    batch.push(line);
    characters += line.length;
    if (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
