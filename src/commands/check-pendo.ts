import { ConnectorError, configError, RefusedError } from '../airbyte/errors.ts';
import type { Config } from '../config/types.ts';
import { aggregationBody } from '../pendo/aggregation.ts';
import type { PendoClient } from '../pendo/client.ts';
import { BadAnswerError, TroubleInAnswerError } from '../records/answer/errors.ts';
import { readJsonRows } from '../records/answer/json-rows.ts';
import type { OnMember } from '../records/answer/scanner.ts';
import { judgeMember } from '../sources/answer-members.ts';
import type { Setup } from './setup.ts';

interface App {
  readonly id: number;
  readonly name: string;
}

/**
 * Checks with at most three requests that the key is valid and of this region, that the aggregation endpoint answers,
 * and that each app of `app_ids` exists. Throws an error whose sentence says what to do.
 */
export async function checkPendo(
  { client, config, log }: Pick<Setup, 'client' | 'config' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await checkKey(client, config, signal);
    const apps = await listApps(client, signal);
    if (apps.length > 0) return checkApps(config, apps);
    await checkAggregation(client, signal);
  } catch (error) {
    throw isNotPendo(error) ? notPendo(config, error) : error;
  }
  if (config.appIds !== undefined)
    log.warn('Pendo does not list its apps, so the ids in app_ids could not be checked.');
}

/**
 * Throws when Pendo refuses the key. `GET /token/verify` answers 403 for a bad key (evidence.md#token-verify), and 400
 * for a good key of another region (evidence.md#wrong-region).
 */
export async function checkKey(client: PendoClient, config: Config, signal: AbortSignal): Promise<void> {
  try {
    await client.verifyKey({ what: 'the check of the key', signal });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    // The endpoint is documented, but nobody has reported using it. If it is missing, the next request still tests the
    // key (evidence.md#key-endpoint-missing).
    if (error.status === 404) return;
    throw configError(
      `Pendo does not accept the key at ${config.baseUrl}; the key is probably of another region: choose the region whose address you log in at.`,
    );
  }
}

/**
 * Returns an empty list when Pendo refuses to list apps: the source `apps` appears only in an example of its
 * documentation (evidence.md#apps-source).
 */
async function listApps(client: PendoClient, signal: AbortSignal): Promise<readonly App[]> {
  const body = aggregationBody('check-apps', [{ source: { apps: null } }, { select: { id: 'id', name: 'name' } }]);
  try {
    return (await rows(client, body, signal)).flatMap(parseApp);
  } catch (error) {
    if (isForbidden(error)) throw withoutRights(error);
    if (error instanceof RefusedError) return [];
    throw error;
  }
}

async function checkAggregation(client: PendoClient, signal: AbortSignal): Promise<void> {
  const body = aggregationBody('check', [{ source: { accounts: null } }, { limit: 1 }]);
  try {
    await rows(client, body, signal);
  } catch (error) {
    if (isForbidden(error)) throw withoutRights(error);
    if (!(error instanceof RefusedError) || isNotPendo(error)) throw error;
    throw configError(`The integration key is good, but ${error.message} Ask Pendo's support for the reason.`);
  }
}

/** An HTML page, a redirect to a login or a 404 shows that something other than Pendo's API answers at the address. */
function isNotPendo(error: unknown): boolean {
  if (error instanceof BadAnswerError) return !(error instanceof TroubleInAnswerError);
  return error instanceof ConnectorError && /^HTTP (?:3\d\d|404) /.test(error.internalMessage ?? '');
}

function notPendo({ baseUrl }: Config, cause: unknown): ConnectorError {
  return configError(
    `What answers at ${baseUrl} is not Pendo's API; check base_url where it is set, and whether a proxy or a login page answers in its place.`,
    cause,
  );
}

/** Pendo has accepted the key, so such a refusal is about its rights, or comes from a proxy or firewall on the way. */
function isForbidden(error: unknown): boolean {
  return error instanceof RefusedError && (error.status === 401 || error.status === 403);
}

function withoutRights(cause: unknown): ConnectorError {
  return configError(
    'The integration key is good, but Pendo does not let it use the aggregation endpoint; ask a Pendo admin for a key with the right to read all data, and make sure that no firewall or proxy blocks POST requests to Pendo.',
    cause,
  );
}

function checkApps(config: Config, apps: readonly App[]): void {
  const known = new Set(apps.map(({ id }) => id));
  const unknown = (config.appIds ?? []).filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const existing = apps.map(({ id, name }) => `${id} (${name})`).join(', ');
  const what = unknown.length === 1 ? 'an app' : 'apps';
  throw configError(
    `app_ids names ${what} that Pendo does not know: ${unknown.join(', ')}; choose among those that exist: ${existing}.`,
  );
}

function parseApp(row: unknown): readonly App[] {
  const { id, name } = row as { id?: unknown; name?: unknown };
  return typeof id === 'number'
    ? [{ id, name: typeof name === 'string' ? name.replace(/\s+/g, ' ') : 'without a name' }]
    : [];
}

async function rows(client: PendoClient, body: object, signal: AbortSignal): Promise<readonly unknown[]> {
  const what = 'the check of the aggregation endpoint';
  const judge: OnMember = (name, json) => judgeMember(name, json, { what });
  return client.aggregate(body, { what, signal }, async (bytes) => {
    const all: unknown[] = [];
    for await (const some of readJsonRows(bytes, 'results', judge)) all.push(...some);
    return all;
  });
}
