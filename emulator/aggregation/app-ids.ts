import type { Differences } from '../differences.ts';
import { compileExpression } from '../expression/parse.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { Refusal } from '../http/refusal.ts';
import type { App, Subscription } from '../types.ts';
import { asList } from './json.ts';

const MOBILE = ['ios', 'android'];

/**
 * The apps that `appId` names: a number, a list, or `expandAppIds("web|mobile")`, also inside a list
 * (evidence.md#app-ids). Without `appId` only the default app is read, a common way to lose data
 * (evidence.md#default-app). An id that does not exist gives no rows; an empty list is refused
 * (evidence.md#unknown-app).
 */
export function resolveAppIds(subscription: Subscription, appId: unknown, odd: Differences): readonly number[] {
  const isUnset = appId === undefined || appId === null;
  if (isUnset && odd.noAppIsAllApps) return subscription.apps.map(({ id }) => id);
  if (isUnset || (odd.allAppsIsDefaultApp && appId === 'expandAppIds("*")')) return [subscription.defaultAppId];
  const named = asList(appId).flatMap((value) => oneAppId(subscription, value));
  if (asList(appId).length === 0) throw badAppId();
  return [...new Set(named)];
}

function oneAppId(subscription: Subscription, value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'string') throw badAppId();
  return expandAppIds(subscription, value);
}

function expandAppIds(subscription: Subscription, text: string): readonly number[] {
  const functions = new Map([['expandAppIds', { arity: [1], call: (wanted: unknown) => wanted }]]);
  try {
    const wanted = text.trimStart().startsWith('expandAppIds') ? compileExpression(text, functions)({}) : null;
    if (typeof wanted !== 'string') throw badAppId();
    const filters = wanted.split('|');
    return subscription.apps.filter((app) => filters.some((filter) => isKind(app, filter))).map(({ id }) => id);
  } catch (error) {
    if (error instanceof ExpressionError) throw badAppId();
    throw error;
  }
}

function isKind({ platform }: App, filter: string): boolean {
  return filter === '*' || filter === platform || (filter === 'mobile' && MOBILE.includes(platform));
}

function badAppId(): Refusal {
  return new Refusal(400, 'bad parameters for source type: appId');
}
