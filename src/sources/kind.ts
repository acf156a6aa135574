import type { LimitFunction } from 'p-limit';
import type { ConfiguredStream } from '../airbyte/catalog.ts';
import type { Log } from '../airbyte/log.ts';
import type { StreamState } from '../airbyte/stream-state.ts';
import type { Config } from '../config/types.ts';
import type { PendoClient } from '../pendo/client.ts';
import type { RequestContext } from '../pendo/request-context.ts';
import type { RowEngine } from '../records/row-engine.ts';
import type { StreamDefinition, StreamSource } from '../streams/types.ts';
import type { StreamContext, StreamTask, TimeWindow } from '../sync/types.ts';
import type { FeedClient } from '../webhooks/feed-client.ts';
import type { MadeWith } from './made-with.ts';
import type { WarnOnce } from './warn-once.ts';

/**
 * From the first moment of start_date to the last of end_date, in epoch milliseconds; the end is infinite without one.
 */
export interface ConfiguredDays extends TimeWindow {
  /** Whether `from` is the subscription's midnight. If not, it lies before it. */
  readonly startIsExact: boolean;
}

export type ReadConfiguredDays = (context: StreamContext) => Promise<ConfiguredDays>;

/** What every kind of source needs to read a stream. */
export interface SourceTools {
  readonly config: Config;
  readonly client: PendoClient;
  /** The webhook receiver; undefined when the config names none. */
  readonly feed: FeedClient | undefined;
  readonly log: Log;
  /** Undefined when it is not installed. Then the converter reads all rows. */
  readonly engine: RowEngine | undefined;
  /** Limits how many windows are read at the same time, over all streams. */
  readonly windowLimit: LimitFunction;
  /** The days that the config asks for, for streams that are read by time. */
  readonly configuredDays: ReadConfiguredDays;
  readonly now: () => number;
  /** The wait before the receiver is asked again after a broken answer. Default: one second. */
  readonly firstBackoffMs?: number;
}

/** One configured stream whose source is of one kind. */
export interface SourceInput<Source extends StreamSource = StreamSource> extends SourceTools {
  readonly definition: StreamDefinition;
  readonly source: Source;
  readonly configured: ConfiguredStream;
  /** The state of the last sync; undefined for a full refresh. */
  readonly state: StreamState | undefined;
  readonly warnOnce: WarnOnce;
  /** See SourceKind. */
  readonly dependsOn: MadeWith;
}

/** How to read the streams of one kind of source. A new kind is a folder here and a line in the table of index.ts. */
export interface SourceKind<Source extends StreamSource> {
  /** Returns the task that reads one stream, beginning at its state. */
  createTask(input: SourceInput<Source>): StreamTask;
  /**
   * The part of the config that decides which rows a stream has. It is kept in the stream's state. When the config
   * later asks for more, everything is read again.
   */
  dependsOn(config: Config, source: Source): MadeWith;
  /** Where the rows come from, in Markdown, for docs/streams.md. */
  describe(source: Source): string;
  /** Whether the state's cursor is a time. Such a cursor is checked before the first request. */
  readonly hasTimeCursor: boolean;
}

/** What the client may do when a request fails, besides sending it again. */
export type RequestMay = Pick<RequestContext, 'canSplit' | 'canBeSkipped'>;

/** Describes a request for logs and errors; `what` follows the stream's name there. */
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
