import { isObject } from '../../airbyte/catalog.ts';
import { ConnectorError, configError } from '../../airbyte/errors.ts';
import type { StreamState } from '../../airbyte/messages.ts';
import type { RecordShape } from '../../records/shape.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import { BrokenFeedError, type FeedClient } from '../../webhooks/feed-client.ts';
import type { WebhooksSource } from '../types.ts';
import { webhookRow } from '../webhook-row.ts';
import { repeat } from './failures.ts';
import type { ReaderInput } from './input.ts';
import { emitAnswer, shapeOf } from './record-lines.ts';
import { vouchedState } from './vouched-state.ts';

const LARGEST_PAGE = 10_000;
/** Records are printed in batches; the sequence moves when one was. */
const BATCH_ROWS = 500;

type Input = ReaderInput<WebhooksSource>;

/** How far the feed was read, and in which inbox. */
interface Progress {
  sequence: number;
  inbox: string | undefined;
}

interface Reading {
  readonly input: Input;
  readonly context: StreamContext;
  readonly feed: FeedClient;
  readonly shape: RecordShape;
  readonly progress: Progress;
}

/** Webhooks: the receiver's feed from where the last sync stood, page after page, until a page is empty. */
export function createWebhooksTask(input: Input): StreamTask {
  const { definition, feed } = input;
  return {
    name: definition.name,
    hasOwnServer: true,
    async read(context) {
      if (feed === undefined) {
        throw configError(
          `${definition.name} comes from webhooks, but the config has no webhooks; add them, or deselect it.`,
        );
      }
      const { state, stamp } = vouchedState(input);
      const reading = { input, context, feed, shape: shapeOf(input), progress: readProgress(state, definition.name) };
      const vouch = () => context.checkpoint(stamp(toState(reading.progress)));
      while (await repeat(input, context, isBroken, () => readPage(reading))) await vouch();
      await vouch();
    },
  };
}

/** Reads the page after the sequence, and says whether there was anything on it. */
async function readPage(reading: Reading): Promise<boolean> {
  const { input, context, feed, progress } = reading;
  const limit = Math.min(input.config.pageSize, LARGEST_PAGE);
  const { inboxId, lines, discard } = await feed.page({ after: progress.sequence, limit, signal: context.signal });
  if (isAnotherInbox(inboxId, progress)) {
    discard();
    input.log.warn(`${input.definition.name}: the receiver has a new inbox; it is read from its beginning.`);
    Object.assign(progress, { sequence: 0, inbox: inboxId });
    return true;
  }
  progress.inbox = inboxId;
  const before = progress.sequence;
  for await (const batch of batchesOf(lines)) await emitBatch(batch, reading);
  return progress.sequence > before;
}

/** Its sequences begin at 1 again, so most of it would be passed over in silence. */
function isAnotherInbox(inboxId: string | undefined, { inbox, sequence }: Progress): boolean {
  return sequence > 0 && inbox !== undefined && inboxId !== undefined && inbox !== inboxId;
}

async function* batchesOf(lines: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let batch: string[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function emitBatch(lines: readonly string[], { input, context, shape, progress }: Reading): Promise<void> {
  let last = progress.sequence;
  const rows: string[] = [];
  for (const line of lines) {
    const { sequence, event } = parseLine(line, last, input.definition.name);
    last = sequence;
    if (belongs(event, input.source)) rows.push(webhookRow(line));
  }
  const answer = Buffer.from(`[${rows.join(',')}]`);
  await emitAnswer(input, context, oneChunk(answer), { what: '', shape, layout: 'array' });
  progress.sequence = last;
}

/** Throws for what our receiver would not send: reading on could pass over events. */
function parseLine(line: string, last: number, stream: string): { sequence: number; event: unknown } {
  const { sequence, event, payload } = parseObject(line);
  if (typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence > last && isObject(payload)) {
    return { sequence, event };
  }
  const message = `${stream}: what came from webhooks.inbox_url is no feed of this source's receiver; check the address.`;
  throw new ConnectorError({ failureType: 'system_error', message });
}

function parseObject(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** An event belongs to the one stream that names it, or else to the one that names all the others. */
function belongs(event: unknown, { events }: WebhooksSource): boolean {
  const isAmong = (names: readonly unknown[]) => names.includes(event);
  return 'only' in events ? isAmong(events.only) : !isAmong(events.except);
}

function readProgress(state: StreamState | undefined, stream: string): Progress {
  const sequence = Number(state?.sequence ?? 0);
  if (!Number.isInteger(sequence) || sequence < 0) {
    throw configError(`The state of ${stream} holds a "sequence" that is no whole number; reset this stream.`);
  }
  const inbox = state?.inbox;
  return {
    sequence: Math.min(sequence, Number.MAX_SAFE_INTEGER),
    inbox: typeof inbox === 'string' ? inbox : undefined,
  };
}

function toState({ sequence, inbox }: Progress): StreamState {
  return { sequence, ...(inbox === undefined ? {} : { inbox }) };
}

/** An answer that broke off is asked for again from the last event that was printed; the client itself tries the rest. */
function isBroken(error: unknown): boolean {
  return error instanceof BrokenFeedError;
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
