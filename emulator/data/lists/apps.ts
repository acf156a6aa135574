import type { PendoRow } from '../../types.ts';
import { APPS, DEFAULT_APP_ID } from '../apps.ts';
import { SYSTEM_USER, user } from '../objects/user.ts';
import { DAY_MS } from '../time-zone.ts';
import type { World } from '../world.ts';

const SUBSCRIPTION_ID = 4802463602049999;
const EVENTS_PER_DAY = 1_000;

/**
 * The source `apps`. id and name are documented, displayName and platform were observed. The other fields are those of
 * Pendo's application object in another vendor's tables; that it is the same object is inferred
 * (evidence.md#apps-source, evidence.md#apps-fields). Times that were never set are 0.
 */
export function* appRows(world: World, now: number): Generator<PendoRow> {
  for (const [place, app] of APPS.entries()) {
    const createdAt = world.zone.dayStart(world.firstDay - 400 + place);
    // The number of events, and with it lastUpdatedAt, is updated once a day (evidence.md#apps-fields).
    const countedAt = world.zone.dayStart(world.zone.dayOf(now));
    yield {
      ...app,
      description: '',
      createdAt,
      createdByUser: app.id === DEFAULT_APP_ID ? SYSTEM_USER : user(place),
      lastUpdatedAt: countedAt,
      lastUpdatedByUser: SYSTEM_USER,
      subscriptionId: SUBSCRIPTION_ID,
      integrated: true,
      isDeleted: false,
      disabledAt: 0,
      markedForDeletionAt: 0,
      eventCount: Math.floor((countedAt - createdAt) / DAY_MS) * EVENTS_PER_DAY,
      eventRate: EVENTS_PER_DAY,
      firstEventTime: createdAt + DAY_MS,
      startingEventTime: 0,
      recordUntil: 0,
      samplingRate: 0,
      ...AGENT_FIELDS,
      applicationFlags: FLAGS,
    };
  }
}

const AGENT_FIELDS: PendoRow = {
  agentVersionProd: '2.281.0',
  agentVersionStaging: '2.281.0',
  agentPolicyProd: 'latest',
  agentPolicyStaging: 'latest',
  guideCssUrl: '',
  iconUrl: '',
  storeUrl: '',
  pushApplicationId: '',
};

const FLAGS: PendoRow = {
  cname: '',
  disabled: false,
  guideLocalization: false,
  guideWidget: false,
  onboarding: false,
  preventCodeInjection: false,
  showGuidesToAnon: true,
  xhrTimings: false,
};
