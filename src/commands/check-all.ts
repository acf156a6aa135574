import { ConnectorError, toConnectorError } from '../airbyte/errors.ts';
import type { FeedClient } from '../webhooks/feed-client.ts';
import { checkPendo } from './check-pendo.ts';
import type { Setup } from './setup.ts';

/** Checks Pendo and, if one is configured, the webhook receiver. The error says which of the two failed. */
export async function checkAll(setup: Setup, signal: AbortSignal): Promise<void> {
  const { feed } = setup;
  if (feed === undefined) return checkPendo(setup, signal);
  const [pull, push] = await Promise.all([
    failureOf(() => checkPendo(setup, signal)),
    failureOf(() => checkFeed(feed, signal)),
  ]);
  if (pull !== undefined && push !== undefined) throw withMessage(pull, `${pull.message} And: ${push.message}`);
  if (pull !== undefined) throw withMessage(pull, `${pull.message} The webhook receiver answers well.`);
  if (push !== undefined) throw withMessage(push, `${push.message} Pendo answers well.`);
}

async function checkFeed(feed: FeedClient, signal: AbortSignal): Promise<void> {
  const { lines } = await feed.page({ after: 0, limit: 1, signal });
  for await (const _line of lines) {
    // Reading it without an error is the whole check.
  }
}

async function failureOf(check: () => Promise<void>): Promise<ConnectorError | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    return toConnectorError(error);
  }
}

function withMessage({ failureType }: ConnectorError, message: string): ConnectorError {
  return new ConnectorError({ failureType, message });
}
