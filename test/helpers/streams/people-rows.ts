import type { PendoRow } from '../../../emulator/types.ts';
import { accountRows, memberOf, type Rows, visitorRows } from './rows.ts';

/** Streams that are made of visitors and accounts. */

export const pairRows: Rows = (input) =>
  Iterator.from(visitorRows(input)).flatMap(({ visitorId, metadata, lastupdated }) => {
    const auto = memberOf(metadata, 'auto');
    const current = memberOf(auto, 'accountid');
    const ids = new Set([...((memberOf(auto, 'accountids') as readonly unknown[] | undefined) ?? []), current]);
    return [...ids]
      .filter((id) => id !== undefined && id !== null && id !== '')
      .map((accountId) => ({ visitorId, accountId, lastupdated, isCurrent: accountId === current }));
  });

/** What the people have of each app: groups such as `auto__323232` of app -323232 and `auto_5` of app 5. */
function appRows(people: Rows, id: string): Rows {
  return (input) =>
    Iterator.from(people(input)).flatMap((row) =>
      Object.entries((row.metadata ?? {}) as PendoRow).flatMap(([group, fields]) => {
        const [, sign, digits] = /^auto(__?)(\d+)$/.exec(group) ?? [];
        if (digits === undefined) return [];
        const appId = Number(sign === '__' ? `-${digits}` : digits);
        const visits = { firstvisit: memberOf(fields, 'firstvisit'), lastvisit: memberOf(fields, 'lastvisit') };
        return [{ [id]: row[id], appId, fields, ...visits, lastupdated: row.lastupdated }];
      }),
    );
}

export const visitorAppRows = appRows(visitorRows, 'visitorId');
export const accountAppRows = appRows(accountRows, 'accountId');

function flagged(people: Rows): Rows {
  return (input) =>
    Iterator.from(people({ ...input, config: { ...input.config, include_anonymous_visitors: true } })).filter(
      ({ metadata }) => memberOf(memberOf(metadata, 'pendo'), 'donotprocess') === true,
    );
}

export const flaggedVisitorRows = flagged(visitorRows);
export const flaggedAccountRows = flagged(accountRows);
