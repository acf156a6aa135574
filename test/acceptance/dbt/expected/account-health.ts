import { memberOf } from '../../../helpers/streams/rows.ts';
import { distinct, frustrationsOf, groupsOf, sumOf, visitorsOf } from './groups.ts';
import { accountRatings } from './polls.ts';
import { lastDayOf, type Truth, textOrNull, weekOf } from './truth.ts';
import type { ExpectedModel, ModelRow } from './usage.ts';

export const accountHealth: ExpectedModel = (truth) => {
  const events = truth.events('events').filter(({ accountId }) => accountId !== null);
  const weeks = [...new Set(events.map(({ date }) => weekOf(date)))].sort();
  return groupsOf(events, ({ accountId }) => ({ account_id: String(accountId) })).flatMap(({ account_id, members }) => {
    const first = members.map(({ date }) => weekOf(date)).sort()[0] ?? '';
    const rows = weeks
      .filter((week) => week >= first)
      .map((week) => ({ week, ...weekOfAccount(truth, account_id, week) }));
    return rows.map((row, place) => ({ ...row, visitors_week_before: rows[place - 1]?.visitors ?? null }));
  });
};

function weekOfAccount(truth: Truth, accountId: string, week: string): ModelRow & { readonly visitors: number } {
  const ofAccount = (source: 'events' | 'featureEvents') =>
    truth.events(source).filter((event) => event.accountId === accountId && weekOf(event.date) === week);
  const events = ofAccount('events');
  const ratings = accountRatings(truth, week, accountId);
  const metadata = truth.accounts.find((account) => account.accountId === accountId)?.metadata;
  return {
    is_still_moving: truth.isStillMoving(lastDayOf('week', week)),
    account_id: accountId,
    account_name: nameIn(memberOf(memberOf(metadata, 'agent'), 'full_name')),
    visitors: visitorsOf(events),
    active_days: distinct(events, ({ date }) => date),
    num_events: sumOf(events, 'numEvents'),
    num_minutes: sumOf(events, 'numMinutes'),
    features_used: distinct(ofAccount('featureEvents'), ({ row }) => row.featureId),
    frustrations: Object.values(frustrationsOf(events)).reduce((total, count) => total + count, 0),
    nps_responses: ratings.length,
    average_nps_rating: ratings.length === 0 ? null : ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length,
  };
}

function nameIn(value: unknown): string | null {
  return value === '' ? '' : textOrNull(value);
}
