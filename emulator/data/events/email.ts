import type { EmailQuery, EventQuery, PendoRow } from '../../types.ts';
import { drawDelay } from '../lateness.ts';
import type { Timelines } from '../objects/index.ts';
import { HOUR_MS } from '../time-zone.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';
import { countOnDay, type EventDay, eventDays } from './day.ts';

export interface EmailEvents {
  rows(query: EventQuery, now: number): Iterable<PendoRow>;
}

/** Documented (evidence.md#email-events), in the order in which they happen to a mail. */
const TYPES: readonly [string, ...string[]] = [
  'sent',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'unsubscribed',
  'complaint',
  'subscribed',
];
const CAMPAIGNS = 3;

interface Mail {
  readonly target: Required<EmailQuery>;
  readonly appId: number;
  readonly visitor: number;
  readonly browserTime: number;
  readonly arrival: number;
  readonly eventId: string;
}

/**
 * Half as many as poll events. A row has only the fields of the documented list (evidence.md#email-events), so it does
 * not say what the mail was about.
 */
export function createEmailEvents(world: World, visitors: Visitors, timelines: Timelines): EmailEvents {
  function* rows(query: EventQuery, now: number): Iterable<PendoRow> {
    for (const day of eventDays({ world, visitors, timeline: timelines.guides }, query, now)) {
      const count =
        day.objects === 0 ? 0 : countOnDay(Math.ceil(world.scale.singleEventsPerDay.pollEvents / 2), day.day);
      for (let index = 0; index < count; index++) {
        const mail = drawMail(day, index);
        if (mail !== undefined && mail.arrival <= now && isWanted(query, mail)) yield row(mail);
      }
    }
  }

  function drawMail(day: EventDay, index: number): Mail | undefined {
    const random = world.random('emailEvents', day.day, index);
    const browserTime = day.start + random.below(day.hours * HOUR_MS);
    const visitor = visitors.pickActive(random, day.day, day.visitors);
    if (visitor === undefined) return undefined;
    const guide = random.below(day.objects);
    const isGuide = random.chance(0.6);
    const targetId = isGuide ? timelines.guides.id(guide) : world.random('campaign', random.below(CAMPAIGNS)).text(27);
    return {
      target: { targetType: isGuide ? 'guide' : 'campaign', targetId, eventType: random.pick(TYPES) },
      appId: timelines.guides.appId(guide),
      visitor,
      browserTime,
      arrival: browserTime + drawDelay(random),
      eventId: random.chance(0.3) ? '' : random.text(22),
    };
  }

  function isWanted({ from, to, appIds, blacklist, email = {} }: EventQuery, mail: Mail): boolean {
    if (mail.browserTime < from || mail.browserTime >= to || !appIds.includes(mail.appId)) return false;
    if (!Object.entries(email).every(([name, wanted]) => Reflect.get(mail.target, name) === wanted)) return false;
    return blacklist === 'ignore' || visitors.isExcluded(mail.visitor) === (blacklist === 'only');
  }

  function row({ visitor, browserTime, eventId, target }: Mail): PendoRow {
    return {
      accountIds: visitors.accountIds(visitor),
      browserTime,
      eventId,
      type: `email:pendo:${target.eventType}`,
      oldVisitorId: '',
      visitorId: visitors.visitorId(visitor),
      remoteIp: '',
      serverName: '',
      url: '',
    };
  }

  return { rows };
}
