import { setTimeout as sleep } from 'node:timers/promises';
import { configError } from '../airbyte/errors.ts';
import type { InboxStore } from './inbox.ts';
import type { InboxLocation } from './inbox-location.ts';
import { isPassing, reasonOf } from './postgres/failures.ts';

/** A database that is started together with the receiver is often ready only some seconds later. */
const WAIT_FOR_DATABASE_MS = 5000;
const TRY_EVERY_MS = 250;

/** Opens the inbox and creates it if needed. Throws a config error with one sentence when that fails. */
export async function openInbox(location: InboxLocation, signal: AbortSignal): Promise<InboxStore> {
  if (location.kind === 'sqlite') return openFile(location.path);
  const { openPostgresInbox } = await import('./postgres/inbox.ts');
  for (let waited = 0; ; waited += TRY_EVERY_MS) {
    try {
      return await openPostgresInbox(location.url);
    } catch (error) {
      if (waited < WAIT_FOR_DATABASE_MS && isPassing(error) && !signal.aborted) await sleep(TRY_EVERY_MS);
      else throw configError(`The database of --inbox cannot be used: ${reasonOf(error)}.`);
    }
  }
}

async function openFile(path: string): Promise<InboxStore> {
  const { openSqliteInbox } = await import('./sqlite/inbox.ts');
  try {
    return await openSqliteInbox(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw configError(
      `The file of --inbox cannot be used (${reason}); its folder must exist, and this user must be allowed to write there.`,
    );
  }
}
