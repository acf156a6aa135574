import { configError } from '../../airbyte/errors.ts';
import type { WebhooksSource } from '../../streams/types.ts';
import { withAttempts } from '../../sync/attempts.ts';
import type { StreamTask } from '../../sync/types.ts';
import { BrokenFeedError } from '../../webhooks/feed-client.ts';
import { openBookmark } from '../bookmark.ts';
import { shapeOf } from '../emit-answer.ts';
import type { SourceInput, SourceKind } from '../kind.ts';
import { positionState, readPosition } from './position.ts';
import { type Reading, readPage } from './read-page.ts';

const ATTEMPTS = 4;
const WAIT_MS = 1000;

type Input = SourceInput<WebhooksSource>;

function createTask(input: Input): StreamTask {
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
      const { state, save } = openBookmark(input, context);
      const position = readPosition(state, definition.name);
      const reading: Reading = { input, context, feed, shape: shapeOf(input), position, beginnings: 0 };
      const saveState = () => save(positionState(reading.position));
      while (await readPageAgain(reading)) await saveState();
      await saveState();
    },
  };
}

/**
 * After a broken answer, asks again from the last event that was printed. The client itself retries everything else.
 */
function readPageAgain(reading: Reading): Promise<boolean> {
  const { input, context } = reading;
  return withAttempts(() => readPage(reading), {
    times: ATTEMPTS,
    isPassing: (error) => error instanceof BrokenFeedError,
    waitMs: input.firstBackoffMs ?? WAIT_MS,
    signal: context.signal,
    onRetry: (error) => {
      input.log.warn(`${input.definition.name}: asking again. ${error instanceof Error ? error.message : ''}`);
    },
  });
}

/** Reads the receiver's feed from where the last sync stopped, page by page, until a page has no new events. */
export const webhooks: SourceKind<WebhooksSource> = {
  createTask,
  dependsOn: () => ({}),
  describe: ({ events }) =>
    'only' in events ? `webhook ${events.only.map((name) => `\`${name}\``).join(', ')}` : 'every other webhook',
  hasTimeCursor: false,
};
