import type { LimitFunction } from 'p-limit';
import type { ConfiguredStream } from '../airbyte/catalog.ts';
import type { Log } from '../airbyte/log.ts';
import type { StreamState } from '../airbyte/stream-state.ts';
import type { Config } from '../config/types.ts';
import type { PendoClient } from '../pendo/client.ts';
import type { RequestContext } from '../pendo/request-context.ts';
import type { RowEngine } from '../records/row-engine.ts';
import type { StreamDefinition, StreamSource } from '../streams/types.ts';
import type { StreamContext, StreamTask } from '../sync/types.ts';
import type { FeedClient } from '../webhooks/feed-client.ts';
import type { MadeWith } from './made-with.ts';
import type { WarnOnce } from './warn-once.ts';

/** What reading a stream stands on, whatever its kind. */
export interface SourceTools {
  readonly config: Config;
  readonly client: PendoClient;
  /** The receiver of webhooks; undefined when the config has none. */
  readonly feed: FeedClient | undefined;
  readonly log: Log;
  /** Undefined if there is none. The converter then reads all rows. */
  readonly engine: RowEngine | undefined;
  /** How many windows may be under way at once, over all streams. */
  readonly windowLimit: LimitFunction;
  readonly now: () => number;
  /** The wait before a broken answer of the receiver is asked for again; absent: a second. */
  readonly firstBackoffMs?: number;
}

/** One configured stream of one kind of source. */
export interface SourceInput<Source extends StreamSource = StreamSource> extends SourceTools {
  readonly definition: StreamDefinition;
  readonly source: Source;
  readonly configured: ConfiguredStream;
  /** What the last sync left; undefined for a full refresh. */
  readonly state: StreamState | undefined;
  readonly warnOnce: WarnOnce;
  /** See SourceKind. */
  readonly dependsOn: MadeWith;
}

/** How the streams of one kind of source are read. A new kind is a folder here, and a line in the table of index.ts. */
export interface SourceKind<Source extends StreamSource> {
  /** The task that reads one stream from where its state stands. */
  createTask(input: SourceInput<Source>): StreamTask;
  /**
   * The part of the config that decides which rows a stream has. It stands in the stream's state: where the config asks for
   * more than it did, everything is read again.
   */
  dependsOn(config: Config, source: Source): MadeWith;
  /** Where the rows come from, in Markdown, for docs/streams.md. */
  describe(source: Source): string;
  /** Whether the cursor in the state is a time, which is checked before the first request. */
  readonly hasTimeCursor: boolean;
}

/** What may be done when a request fails, beside sending it again. */
export type RequestMay = Pick<RequestContext, 'canSplit' | 'canBeSkipped'>;

/** A request's context: `what` follows the stream's name in logs and errors. */
export function requestContext(
  input: SourceInput,
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
