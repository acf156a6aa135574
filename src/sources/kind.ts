import type { LimitFunction } from 'p-limit';
import type { ConfiguredStream } from '../airbyte/catalog.ts';
import type { Log } from '../airbyte/log.ts';
import type { StreamState } from '../airbyte/messages.ts';
import type { Config } from '../config/types.ts';
import type { PendoClient, RequestContext } from '../pendo/client.ts';
import type { RowEngine } from '../records/engine/engine.ts';
import type { StreamDefinition, StreamSource } from '../streams/types.ts';
import type { StreamContext } from '../sync/types.ts';
import type { FeedClient } from '../webhooks/feed-client.ts';
import type { WarnOnce } from './warn-once.ts';

/** What every reader stands on. */
export interface ReaderTools {
  readonly config: Config;
  readonly client: PendoClient;
  /** The receiver of webhooks; undefined when the config has none. */
  readonly feed: FeedClient | undefined;
  readonly log: Log;
  readonly engine: RowEngine;
  /** How many windows may be under way at once, over all streams. */
  readonly windowLimit: LimitFunction;
  readonly now: () => number;
  /** The wait before a broken answer of the receiver is asked for again; absent: a second. */
  readonly firstBackoffMs?: number;
}

/** One configured stream of one kind of source. */
export interface ReaderInput<Source extends StreamSource = StreamSource> extends ReaderTools {
  readonly definition: StreamDefinition;
  readonly source: Source;
  readonly configured: ConfiguredStream;
  /** What the last sync left; undefined for a full refresh. */
  readonly state: StreamState | undefined;
  readonly warnOnce: WarnOnce;
}

/** What may be done when a request fails, beside sending it again. */
export type RequestMay = Pick<RequestContext, 'canSplit' | 'canBeSkipped'>;

/** A request's context: `what` follows the stream's name in logs and errors. */
export function requestContext(
  input: ReaderInput,
  context: StreamContext,
  what: string,
  may: RequestMay = {},
): RequestContext {
  return {
    ...may,
    what: what === '' ? input.definition.name : `${input.definition.name} ${what}`,
    signal: context.signal,
    onRateLimit: (untilMs) => context.rateLimited(untilMs),
  };
}
