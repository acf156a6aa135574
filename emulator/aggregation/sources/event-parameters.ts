import { Refusal } from '../../http/refusal.ts';
import type { Blacklist, EmailQuery, PendoRow } from '../../types.ts';
import { resolveAppIds } from '../app-ids.ts';
import type { Context } from '../context.ts';
import { asList, type JsonObject } from '../json.ts';

const BLACKLISTS: readonly Blacklist[] = ['apply', 'ignore', 'only'];

export interface ChosenObjects {
  readonly appIds: readonly number[];
  /** Whether the request names objects. */
  readonly hasIds: boolean;
  readonly narrow: (rows: Iterable<PendoRow>) => Iterable<PendoRow>;
}

/**
 * The apps or objects that a request asks for. `ids` maps each parameter that selects objects to the row's field that
 * it is compared with. Objects of all apps are found (evidence.md#object-ids). They must not be combined with appId
 * (evidence.md#ids-or-apps).
 */
export function chosenObjects(
  { subscription, behaviour }: Pick<Context, 'subscription' | 'behaviour'>,
  { ids, parameters }: { readonly ids: Readonly<Record<string, string>>; readonly parameters: JsonObject },
): ChosenObjects {
  const chosen = Object.entries(ids).filter(([parameter]) => parameters[parameter] !== undefined);
  if (chosen.length === 0) {
    return { appIds: resolveAppIds(subscription, parameters.appId, behaviour), hasIds: false, narrow: (rows) => rows };
  }
  if (parameters.appId !== undefined) {
    // Documented (evidence.md#ids-or-apps), except for the text, which is invented.
    throw new Refusal(400, 'bad parameters for source type: appId must not be combined with ids');
  }
  const wanted = chosen.map(([parameter, field]) => ({ field, values: new Set(asList(parameters[parameter])) }));
  const isWanted = (row: PendoRow) => wanted.every(({ field, values }) => values.has(row[field]));
  return {
    appIds: subscription.apps.map(({ id }) => id),
    hasIds: true,
    narrow: (rows) => Iterator.from(rows).filter(isWanted),
  };
}

export function blacklistOf({ blacklist = 'apply' }: JsonObject): Blacklist {
  const known = BLACKLISTS.find((name) => name === blacklist);
  if (known === undefined) throw new Refusal(400, 'bad parameters for source type: blacklist');
  return known;
}

/** `targetId` needs `targetType` (evidence.md#email-events). */
export function emailQueryOf({ targetType, targetId, eventType }: JsonObject): EmailQuery {
  if (targetType !== undefined && targetType !== 'guide' && targetType !== 'campaign') {
    throw new Refusal(400, 'bad parameters for source type: targetType');
  }
  if (targetId !== undefined && targetType === undefined) {
    throw new Refusal(400, 'bad parameters for source type: targetId needs targetType');
  }
  return {
    ...(targetType === undefined ? {} : { targetType }),
    ...(targetId === undefined ? {} : { targetId: String(targetId) }),
    ...(eventType === undefined ? {} : { eventType: String(eventType) }),
  };
}
