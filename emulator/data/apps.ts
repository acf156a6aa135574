import type { App } from '../types.ts';

/** Pendo's id of the web app that every subscription starts with (evidence.md#default-app-id). */
export const DEFAULT_APP_ID = -323232;
export const SECOND_APP_ID = 5629499534213120;
export const MOBILE_APP_ID = 6012345678901248;

export const APPS: readonly App[] = [
  { id: DEFAULT_APP_ID, name: 'acme_web', displayName: 'Acme Web', platform: 'web' },
  { id: SECOND_APP_ID, name: 'acme_admin', displayName: 'Acme Admin', platform: 'web' },
  { id: MOBILE_APP_ID, name: 'acme_mobile', displayName: 'Acme Mobile', platform: 'ios' },
];

/** Of every five objects, three belong to the default app and one to each of the others. */
export function appIdOf(index: number): number {
  if (index % 5 === 3) return SECOND_APP_ID;
  return index % 5 === 4 ? MOBILE_APP_ID : DEFAULT_APP_ID;
}

/**
 * The name of an app's own metadata group. The minus of -323232 becomes the second underscore (evidence.md#app-groups).
 */
export function autoGroupOf(appId: number): string {
  return `auto_${String(appId).replace('-', '_')}`;
}
