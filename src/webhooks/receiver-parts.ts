import type { Log } from '../airbyte/log.ts';
import type { GroupCommit } from './group-commit.ts';
import type { InboxStore } from './inbox.ts';
import type { Metrics } from './metrics.ts';
import type { ListenOptions } from './options.ts';
import type { ThrottledLog } from './throttled-log.ts';

/** What all routes share. */
export interface ReceiverParts {
  readonly options: Pick<
    ListenOptions,
    'secrets' | 'allowUnsigned' | 'feedToken' | 'maxBodyBytes' | 'keepAliveSeconds'
  >;
  readonly inbox: InboxStore;
  readonly commits: GroupCommit;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly warnings: ThrottledLog;
  readonly now: () => number;
}
