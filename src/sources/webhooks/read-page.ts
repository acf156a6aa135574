import { ConnectorError } from '../../airbyte/errors.ts';
import type { RecordShape } from '../../records/shape.ts';
import type { WebhooksSource } from '../../streams/types.ts';
import type { StreamContext } from '../../sync/types.ts';
import type { FeedClient } from '../../webhooks/feed-client.ts';
import { emitAnswer } from '../emit-answer.ts';
import type { SourceInput } from '../kind.ts';
import { batchesOf, type FeedLine, noFeed, parseLine } from './feed-lines.ts';
import { comparableId, type FeedPosition, whyAnotherInbox } from './position.ts';
import { webhookRow } from './row.ts';

const LARGEST_PAGE = 10_000;
/** Without this bound, an inbox that keeps changing would be read from its start forever. */
const MOST_BEGINNINGS = 3;

/** A reading of the feed. Its position moves after each batch of printed records. */
export interface Reading {
  readonly input: SourceInput<WebhooksSource>;
  readonly context: StreamContext;
  readonly feed: FeedClient;
  readonly shape: RecordShape;
  position: FeedPosition;
  /** How often reading started over. */
  beginnings: number;
}

/**
 * Reads a page that begins with the last event taken, which shows whether this is still the same inbox. Resolves to
 * whether there may be more.
 */
export async function readPage(reading: Reading): Promise<boolean> {
  const { input, context, feed, position } = reading;
  const after = Math.max(0, position.sequence - 1);
  // One more than wanted, because the page begins with an event that we already have.
  const limit = Math.min(input.config.pageSize + 1, LARGEST_PAGE);
  const page = await feed.page({ after, limit, signal: context.signal });
  const batches = batchesOf(page.lines);
  const first = ((await batches.next()).value ?? []).map((line) => parseLine(line, input.definition.name));
  const reason = whyAnotherInbox(position, page, first[0]);
  if (reason !== undefined) {
    await batches.return(undefined);
    beginAgain(reading, reason, page.inboxId);
    return true;
  }
  reading.position = { ...position, inbox: page.inboxId ?? position.inbox };
  await emitBatch(first, reading);
  for await (const lines of batches) {
    await emitBatch(
      lines.map((line) => parseLine(line, input.definition.name)),
      reading,
    );
  }
  if (reading.position.sequence > position.sequence) return true;
  passOver(page.lastSequence, reading);
  return false;
}

function beginAgain(reading: Reading, reason: string, inbox: string | undefined): void {
  const { input } = reading;
  reading.beginnings += 1;
  if (reading.beginnings > MOST_BEGINNINGS) {
    const message = `${input.definition.name}: the answers of webhooks.inbox_url come from more than one inbox; give all receivers behind it one database.`;
    throw new ConnectorError({ failureType: 'config_error', message });
  }
  input.log.warn(`${input.definition.name}: ${reason}; it is read from its beginning.`);
  reading.position = { sequence: 0, inbox, uniqueId: undefined };
}

/** There is no newer event, but the inbox has used higher sequences: their events are gone. */
function passOver(lastSequence: number | undefined, reading: Reading): void {
  if (lastSequence === undefined || lastSequence <= reading.position.sequence) return;
  tellGap(lastSequence + 1, reading);
  reading.position = { ...reading.position, sequence: lastSequence, uniqueId: undefined };
}

/** Sequences have no gaps of their own, so missing ones were removed because of their age. */
function tellGap(next: number, { input, position }: Reading): void {
  const missing = next - position.sequence - 1;
  if (missing === 0) return;
  const { name } = input.definition;
  if (position.sequence === 0) {
    input.log.info(`${name}: the receiver's retention has removed the first ${missing} events of its inbox.`);
    return;
  }
  input.log.warn(
    `${name}: the receiver's retention removed ${missing} events, of any kind, before this stream read them; sync more often, or start the receiver with more --retention-days.`,
  );
}

async function emitBatch(events: readonly FeedLine[], reading: Reading): Promise<void> {
  const { input, context, shape, position } = reading;
  const { name } = input.definition;
  // A page begins with the last event taken.
  const fresh = events[0]?.sequence === position.sequence ? events.slice(1) : events;
  const last = events.at(-1);
  if (last === undefined) return;
  const rows: string[] = [];
  let at = position;
  for (const event of fresh) {
    if (event.sequence <= at.sequence) throw noFeed(name);
    tellGap(event.sequence, { ...reading, position: at });
    at = { ...at, sequence: event.sequence };
    if (belongs(event.name, input.source)) rows.push(webhookRow(event.line));
  }
  const answer = Buffer.from(`[${rows.join(',')}]`);
  await emitAnswer(input, context, oneChunk(answer), { what: '', shape, layout: 'array' });
  reading.position = { ...at, sequence: last.sequence, uniqueId: comparableId(last.uniqueId) };
}

/** An event belongs to the stream that names it, or else to the stream that takes all other events. */
function belongs(event: unknown, { events }: WebhooksSource): boolean {
  const isAmong = (names: readonly unknown[]) => names.includes(event);
  return 'only' in events ? isAmong(events.only) : !isAmong(events.except);
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
