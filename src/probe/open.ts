import { ConnectorError, configError } from '../airbyte/errors.ts';
import { VERIFY_KEY } from './beliefs/key.ts';
import { sayAnswer } from './findings.ts';
import { PAGES } from './lists.ts';
import { accountSample } from './people.ts';
import type { Answer, Asking } from './types.ts';

/**
 * Asks the first questions. Throws an error with one sentence when what answers is not Pendo, or does not take the key: a
 * report would only say that over and over. No sentence names the host, which may be a private one.
 */
export async function openProbe(asking: Asking): Promise<void> {
  const key = await asking.ask(VERIFY_KEY);
  if (key.kind === 'refused' && [401, 403].includes(key.status)) throw refusedKey(key.status);
  const accounts = await asking.ask(accountSample);
  if (accounts.kind === 'answered') return;
  const pages = await asking.ask(PAGES);
  if (pages.kind === 'answered') return;
  const answers = [key, accounts, pages];
  if (answers.every((answer) => isRefused(answer, 400))) {
    throw configError(
      'Pendo does not accept the key (HTTP 400 for every request); the key is probably of another region: choose the region whose address you log in at.',
    );
  }
  if (answers.some((answer) => answer.kind === 'none' && answer.isForeign) || isRefused(accounts, 404)) {
    throw configError(
      `What answers is not Pendo's API (${sayAnswer(accounts)}); check region, base_url where it is set, and whether a proxy or a login page answers in its place.`,
    );
  }
  throw noAnswers(accounts);
}

function isRefused(answer: Answer, status: number): boolean {
  return answer.kind === 'refused' && answer.status === status;
}

function refusedKey(status: number): ConnectorError {
  return configError(
    `Pendo refused the integration key (HTTP ${status}); check that it is complete, not revoked and of this region, in Pendo under Settings > Integrations > Integration Keys.`,
  );
}

function noAnswers(answer: Answer): ConnectorError {
  return new ConnectorError({
    failureType: 'transient_error',
    message: `Pendo answered none of the first questions (${sayAnswer(answer)}); try again in a few minutes, and check the network if it stays.`,
  });
}
