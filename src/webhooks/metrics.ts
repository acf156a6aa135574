import { Counter, Gauge, Registry } from 'prom-client';
import type { Appended, InboxStats } from './inbox.ts';
import { REFUSAL_REASONS, type RefusalReason } from './refusal.ts';

/** The receiver's metrics. docs/webhooks.md lists their names and meanings. */
export interface Metrics {
  appended(result: Appended): void;
  pings(count: number): void;
  refused(reason: RefusalReason): void;
  purged(removed: number, unread: number): void;
  /** Returns the Prometheus text. `stats` is undefined when the inbox could not be queried. */
  text(stats: InboxStats | undefined, nowMs: number): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const counter = (name: string, help: string) =>
    new Counter({ name: `pendo_webhooks_${name}_total`, help, registers: [registry] });
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `pendo_webhooks_inbox_${name}`, help, registers: [registry] });

  const accepted = counter('accepted', 'Events that were new and are kept.');
  const duplicates = counter('duplicates', 'Events whose uniqueId was there already.');
  const conflicts = counter('conflicts', 'Duplicates whose body was not the one that is kept.');
  const pings = counter('pings', "Tests from Pendo's settings page.");
  const purged = counter('purged', 'Events that were removed for their age.');
  const purgedUnread = counter('purged_unread', 'Events that were removed for their age and had never been read.');
  const refused = new Counter({
    name: 'pendo_webhooks_refused_total',
    help: 'Requests that were refused, by reason.',
    labelNames: ['reason'],
    registers: [registry],
  });
  for (const reason of REFUSAL_REASONS) refused.inc({ reason }, 0);
  const up = gauge('up', 'Whether the inbox could be asked: 1 or 0.');
  const events = gauge('events', 'Events in the inbox.');
  const oldestAge = gauge('oldest_age_seconds', 'Age of the oldest event in the inbox; 0 when there is none.');

  return {
    contentType: registry.contentType,
    appended(result) {
      if (result.stored > 0) accepted.inc(result.stored);
      if (result.duplicates > 0) duplicates.inc(result.duplicates);
      if (result.conflicts > 0) conflicts.inc(result.conflicts);
    },
    pings: (count) => pings.inc(count),
    refused: (reason) => refused.inc({ reason }),
    purged(removed, unread) {
      purged.inc(removed);
      purgedUnread.inc(unread);
    },
    text(stats, nowMs) {
      up.set(stats === undefined ? 0 : 1);
      if (stats !== undefined) {
        events.set(stats.events);
        oldestAge.set(stats.oldestMs === undefined ? 0 : Math.max(0, nowMs - stats.oldestMs) / 1000);
      }
      return registry.metrics();
    },
  };
}
