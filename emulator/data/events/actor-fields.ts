import type { PendoRow } from '../../types.ts';
import { DEFAULT_APP_ID, MOBILE_APP_ID, SECOND_APP_ID } from '../apps.ts';
import { PLACES, type Place, USER_AGENTS } from '../places.ts';
import type { Random } from '../prng.ts';
import { RawNumber } from '../raw-number.ts';
import type { Visitors } from '../visitors.ts';

/**
 * The fields that say who and from where. Never null (evidence.md#never-empty-fields), but account and server are
 * sometimes "" (evidence.md#empty-fields).
 */
export interface ActorFields extends Place {
  readonly visitorId: string;
  readonly accountId: string;
  readonly server: string;
  readonly remoteIp: string;
  readonly userAgent: string;
  readonly analyticsSessionId: string;
  readonly tabId: string;
}

export interface Actor {
  readonly visitors: Visitors;
  readonly visitor: number;
  readonly appId: number;
}

const SERVERS: Readonly<Record<number, string>> = {
  [DEFAULT_APP_ID]: 'app.acme.example',
  [SECOND_APP_ID]: 'admin.acme.example',
  [MOBILE_APP_ID]: 'com.acme.mobile',
};

const MOBILE_USER_AGENT = 'AcmeMobile/7.2 (iPhone17,1; iOS 18.5)';

export function drawActorFields(random: Random, { visitors, visitor, appId }: Actor): ActorFields {
  const accountId = visitors.accountIds(visitor)[0] ?? '';
  const place = random.pick(PLACES);
  return {
    visitorId: visitors.visitorId(visitor),
    accountId: random.chance(0.05) ? '' : accountId,
    server: random.chance(0.05) ? '' : (SERVERS[appId] ?? ''),
    remoteIp: addressOf(visitor, random.below(4)),
    userAgent: appId === MOBILE_APP_ID ? MOBILE_USER_AGENT : random.pick(USER_AGENTS),
    country: place.country,
    region: place.region,
    latitude: place.latitude,
    longitude: place.longitude,
    analyticsSessionId: random.text(16),
    tabId: random.text(10),
  };
}

/** Mostly IPv4, sometimes IPv6 (evidence.md#ip-addresses). */
function addressOf(visitor: number, last: number): string {
  if (visitor % 7 === 2) return `2001:db8:0:${(visitor % 0x1_0000).toString(16)}::${last + 1}`;
  return `203.0.${visitor % 256}.${last}`;
}

/** The properties of a track event, with the metadata and campaign of its time (evidence.md#event-properties). */
export function drawProperties(random: Random): PendoRow {
  return {
    amount: random.chance(0.05) ? new RawNumber('98765432109876543210.123456789') : random.below(10_000) / 100,
    currency: random.pick(['EUR', 'USD', 'weird "€"']),
    ...(random.chance(0.3) ? { nested: { list: [1, 'two', null, { three: true }] } } : {}),
    ...(random.chance(0.5) ? { __sg__: { visitormetadata: { agent__plan: random.pick(['free', 'team']) } } } : {}),
    ...(random.chance(0.3) ? { __utm__: { channel: 'email', referrer: '' } } : {}),
  };
}
