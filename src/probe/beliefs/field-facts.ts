import type { StreamDefinition } from '../../streams/types.ts';
import type { Belief } from '../types.ts';

type Fact = Pick<Belief, 'grade' | 'evidence'>;

/** Where the columns of a stream are known from. */
const FACTS: Readonly<Record<string, Fact>> = {
  visitors: { grade: 'V', evidence: 'visitor-fields' },
  accounts: { grade: 'V', evidence: 'account-fields' },
  do_not_process_visitors: { grade: 'D, inside visitors V', evidence: 'do-not-process-sources' },
  do_not_process_accounts: { grade: 'D, inside visitors V', evidence: 'do-not-process-sources' },
  apps: { grade: 'V, same object I', evidence: 'apps-fields' },
  product_areas: { grade: 'D, V, other items I', evidence: 'groups-source' },
  guide_categories: { grade: 'D, V, other items I', evidence: 'groups-source' },
  guide_versions: { grade: 'D, shape I', evidence: 'guide-versions' },
  segments: { grade: 'D, V', evidence: 'segments' },
  segment_members: { grade: 'D', evidence: 'segment-operator' },
  reports: { grade: 'D, V', evidence: 'reports' },
  feedback: { grade: 'D, fields cut', evidence: 'feedback' },
  ideas: { grade: 'D, fields cut', evidence: 'feedback' },
  feedback_votes: { grade: 'D, fields cut', evidence: 'feedback' },
  guides_seen: { grade: 'D, V*', evidence: 'seen-ever' },
  polls_seen: { grade: 'D, V*', evidence: 'seen-ever' },
  guide_events: { grade: 'V', evidence: 'guide-event-fields' },
  poll_events: { grade: 'D, V', evidence: 'poll-events' },
  email_events: { grade: 'D, rows cut', evidence: 'email-events' },
  single_events: { grade: 'V, C', evidence: 'single-events' },
  recordings: { grade: 'C', evidence: 'recordings' },
  visitor_history: { grade: 'D', evidence: 'history-items' },
};
const OF_OBJECTS: Fact = { grade: 'V', evidence: 'common-fields' };
const OF_EVENTS: Fact = { grade: 'V', evidence: 'event-fields' };

export function factOf({ name, source }: StreamDefinition): Fact {
  return FACTS[name] ?? (source.kind === 'aggregated_events' ? OF_EVENTS : OF_OBJECTS);
}
