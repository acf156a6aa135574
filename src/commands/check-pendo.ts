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
 * Proves with three requests at most that the key is good, that this is its region, that the aggregation endpoint
 * answers, and that each app of `app_ids` exists. Throws an error whose sentence says what to do.
 */
export async function checkPendo(
  { client, config, log }: Pick<Setup, 'client' | 'config' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await checkKey(client, config, signal);
    const apps = await listApps(client, signal);
    if (apps.length > 0) return proveApps(config, apps);
    await proveAggregation(client, signal);
  } catch (error) {
    throw isNotPendo(error) ? notPendo(config, error) : error;
  }
  if (config.appIds !== undefined)
    log.warn('Pendo does not list its apps, so nobody knows whether those of app_ids exist.');
}

/**
 * `GET /token/verify` answers 403 for a bad key (evidence.md#token-verify); a good key on another region's host gets
 * 400 (evidence.md#wrong-region).
 */
export async function checkKey(client: PendoClient, config: Config, signal: AbortSignal): Promise<void> {
  try {
    await client.verifyKey({ what: 'the check of the key', signal });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    // Only documented, never seen by others: where it is missing, the next request still proves the key
    // (evidence.md#key-endpoint-missing).
    if (error.status === 404) return;
    throw configError(
      `Pendo does not accept the key at ${config.baseUrl}; the key is probably of another region: choose the region whose address you log in at.`,
    );
  }
}

/**
 * Empty when Pendo refuses to list apps: the source `apps` stands in an example of its documentation only
 * (evidence.md#apps-source).
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

async function proveAggregation(client: PendoClient, signal: AbortSignal): Promise<void> {
  const body = aggregationBody('check', [{ source: { accounts: null } }, { limit: 1 }]);
  try {
    await rows(client, body, signal);
  } catch (error) {
    if (isForbidden(error)) throw withoutRights(error);
    if (!(error instanceof RefusedError) || isNotPendo(error)) throw error;
    throw configError(`The integration key is good, but ${error.message} Ask Pendo's support for the reason.`);
  }
}

/** A page of HTML, a redirect to a login, or no such path: the key was sent to something else, or a proxy answers for Pendo. */
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

/** Pendo takes the key, so a refusal here is about rights, or of something between us and Pendo. */
function isForbidden(error: unknown): boolean {
  return error instanceof RefusedError && (error.status === 401 || error.status === 403);
}

function withoutRights(cause: unknown): ConnectorError {
  return configError(
    'The integration key is good, but Pendo does not let it use the aggregation endpoint; ask a Pendo admin for a key with the right to read all data, and make sure that no firewall or proxy blocks POST requests to Pendo.',
    cause,
  );
}

function proveApps(config: Config, apps: readonly App[]): void {
  const known = new Set(apps.map(({ id }) => id));
  const unknown = (config.appIds ?? []).filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const existing = apps.map(({ id, name }) => `${id} (${name})`).join(', ');
  const apps_ = unknown.length === 1 ? 'an app' : 'apps';
  throw configError(
    `app_ids names ${apps_} that Pendo does not know: ${unknown.join(', ')}; choose among those that exist: ${existing}.`,
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
