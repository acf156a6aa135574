import type { PendoRow } from '../../../../emulator/types.ts';
import { accountsOf, frustrationsOf, groupsOf, share, sumOf, visitorsOf } from './groups.ts';
import { datesBetween, lastDayOf, monthOf, type Truth, type TruthEvent, textOrNull, weekOf } from './truth.ts';

export type ModelRow = Readonly<Record<string, unknown>>;
export type ExpectedModel = (truth: Truth) => readonly ModelRow[];

function nameOf(objects: readonly PendoRow[], id: unknown): string | null {
  return textOrNull(objects.find((object) => object.id === id)?.name);
}

function startOf(period: string, date: string): string {
  if (period === 'day') return date;
  return period === 'week' ? weekOf(date) : monthOf(date);
}

export const activeUsers: ExpectedModel = (truth) => {
  const events = truth.events('events');
  const dates = events.map(({ date }) => date).sort();
  const read = datesBetween(dates[0] ?? '', dates.at(-1) ?? '');
  const scopes = [
    { is_all_apps: true, app_id: null, scoped: events },
    ...groupsOf(events, ({ appId }) => ({ is_all_apps: false, app_id: appId })).map(({ members, ...scope }) => ({
      ...scope,
      scoped: members,
    })),
  ];
  return ['day', 'week', 'month'].flatMap((period) =>
    scopes.flatMap(({ scoped, ...scope }) =>
      groupsOf(scoped, ({ date }) => ({ starts_on: startOf(period, date) })).map(({ starts_on, members }) => {
        const last = lastDayOf(period, starts_on);
        const days = read.filter((date) => date >= starts_on && date <= last);
        const daily = days.map((day) => visitorsOf(members.filter(({ date }) => date === day)));
        const average = daily.reduce((total, count) => total + count, 0) / days.length;
        const visitors = visitorsOf(members);
        return {
          period,
          starts_on,
          ...scope,
          visitors,
          anonymous_visitors: visitorsOf(members.filter(({ isAnonymous }) => isAnonymous)),
          accounts: accountsOf(members),
          num_events: sumOf(members, 'numEvents'),
          num_minutes: sumOf(members, 'numMinutes'),
          days_read: days.length,
          average_daily_visitors: average,
          stickiness: average / visitors,
          is_still_moving: truth.isStillMoving(last),
        };
      }),
    ),
  );
};

export const pageUse: ExpectedModel = (truth) =>
  groupsOf(truth.events('pageEvents'), ({ date, appId, row }) => ({ date, app_id: appId, page_id: row.pageId })).map(
    ({ members, ...keys }) => ({
      ...keys,
      is_still_moving: truth.isStillMoving(keys.date),
      page_name: nameOf(truth.pages, keys.page_id),
      visitors: visitorsOf(members),
      accounts: accountsOf(members),
      num_events: sumOf(members, 'numEvents'),
      num_minutes: sumOf(members, 'numMinutes'),
    }),
  );

export const pageFrustration: ExpectedModel = (truth) =>
  groupsOf(truth.events('pageEvents'), ({ date, appId, row }) => ({
    week: weekOf(date),
    app_id: appId,
    page_id: row.pageId,
  })).map(({ members, ...keys }) => {
    const counts = frustrationsOf(members);
    const frustrations = Object.values(counts).reduce((total, count) => total + count, 0);
    const events = sumOf(members, 'numEvents');
    return {
      ...keys,
      is_still_moving: members.some(({ date }) => truth.isStillMoving(date)),
      page_name: nameOf(truth.pages, keys.page_id),
      num_events: events,
      ...counts,
      frustrations,
      frustrations_per_1000_events: share(1000 * frustrations, events),
    };
  });

export const featureAdoption: ExpectedModel = (truth) => {
  const used = truth.events('featureEvents').filter(({ accountId }) => accountId !== null);
  return groupsOf(used, ({ date, appId, accountId, row }) => ({
    month: monthOf(date),
    app_id: appId,
    account_id: accountId,
    feature_id: row.featureId,
  })).map(({ members, ...keys }) => {
    const isOfAccount = ({ date, appId, accountId }: TruthEvent) =>
      monthOf(date) === keys.month && appId === keys.app_id && accountId === keys.account_id;
    const active = visitorsOf(truth.events('events').filter(isOfAccount));
    return {
      ...keys,
      is_still_moving: members.some(({ date }) => truth.isStillMoving(date)),
      feature_name: nameOf(truth.features, keys.feature_id),
      visitors: visitorsOf(members),
      num_events: sumOf(members, 'numEvents'),
      active_visitors: active,
      adoption: share(visitorsOf(members), active),
    };
  });
};

export const trackEventUse: ExpectedModel = (truth) =>
  groupsOf(truth.events('trackEvents'), ({ date, appId, row }) => ({
    date,
    app_id: appId,
    track_type_id: row.trackTypeId,
  })).map(({ members, ...keys }) => ({
    ...keys,
    is_still_moving: truth.isStillMoving(keys.date),
    track_type_name: nameOf(truth.trackTypes, keys.track_type_id),
    visitors: visitorsOf(members),
    accounts: accountsOf(members),
    num_events: sumOf(members, 'numEvents'),
  }));
