import { configError } from '../airbyte/errors.ts';

/**
 * Parses a text such as `1122, 2345`, which the schema has checked. Returns the ids in ascending order without
 * duplicates, or undefined for every app when the option is absent. Ids may be negative (-323232 is Pendo's default web
 * app: evidence.md#default-app-id). Throws a config error for an id that a number cannot hold exactly: it would
 * silently become another app's id.
 */
export function parseAppIds(text: string | undefined): readonly number[] | undefined {
  if (text === undefined) return undefined;
  const ids = text.split(',').map(parseAppId);
  return [...new Set(ids)].sort((a, b) => a - b);
}

function parseAppId(text: string, index: number): number {
  const id = Number(text);
  if (Number.isSafeInteger(id)) return id;
  throw configError(
    `app_ids holds a number that is too long for an app id at position ${index + 1}; copy the id from Pendo's settings.`,
  );
}
